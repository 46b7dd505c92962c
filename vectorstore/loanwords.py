"""Words in katakana that news is full of, in English: by it they are found among the glosses of Chinese words."""

from __future__ import annotations

import re
from functools import cache

_RUN = re.compile(r"[\u30a1-\u30fa\u30fc]{2,}")

_ENGLISH = """
アパート apartment|アプリ app application|アルコール alcohol|アンケート survey questionnaire
イベント event activity|インターネット internet network|インタビュー interview|インフラ infrastructure
インフルエンザ influenza flu|ウイルス virus|エアコン conditioner|エネルギー energy|エリア area region
エレベーター elevator lift|エンジニア engineer|エンジン engine|オープン open|オフィス office
オンライン online network|ガーゼ gauze|カード card|ガイド guide|ガウン gown clothing|カキ oyster|ガス gas
ガソリン gasoline petrol|カップ cup|カメラ camera|カメラマン photographer|ガラス glass|キット kit
キャベツ cabbage|キャンパス campus|キャンペーン campaign|キロ kilogram kilometer|クラス class|クラブ club
グループ group team|ケア care nursing|ケース case|ゲート gate|コース course route|コート court coat|コーチ coach
ゴーグル goggles|コミュニティ community|ゴミ garbage rubbish waste|コロナ coronavirus|コンクリート concrete
コンサート concert|コンテスト contest|コンテナ container|コンビニ store shop|コンピューター computer
サービス service|サイレン siren|サッカー soccer football|サンプル sample specimen|シェルター shelter
システム system|シフト shift|ジャガイモ potato|シャッター shutter|シャトル shuttle|ショップ shop store
スーパー supermarket|スーパーマーケット supermarket|スープ soup|スクール school|スタート start begin
スタジアム stadium|スタッフ staff personnel worker|スタンド stand|ステージ stage|ストレス stress pressure
スピーカー loudspeaker|スピード speed|スポーツ sports|スポンサー sponsor|スマホ phone mobile|スローガン slogan
セット set|センター center centre|ソーシャル social|タイヤ tyre tire|タクシー taxi cab|ダム dam reservoir
チーム team group|チーフ chief|チェック check inspect|チェックポイント checkpoint|チケット ticket
チャリティー charity|データ data|テープ tape|テスト test exam|テレビ television|テント tent|トイレ toilet
トウモロコシ corn maize|トマト tomato|ドライバー driver|トラクター tractor|トラック truck lorry
ドローン drone uav|トン ton|トンネル tunnel|ナース nurse|ニュース news|ニラ leek|ニンニク garlic
ネット network internet|ネットワーク network|バス bus|バイク motorcycle|ハウス greenhouse|パイプ pipe
パイプライン pipeline|パソコン computer|パトカー police|パトロール patrol|バナナ banana|パン bread
パンフレット pamphlet leaflet|ビデオ video|ヒツジ sheep|ビニールハウス greenhouse|ビル building
フェイスシールド shield mask|フェリー ferry|ブタ pig|プラットフォーム platform|プログラム program
プロジェクト project|ヘクタール hectare|ベッド bed|ヘリコプター helicopter|ヘルメット helmet|ベンチ bench
ホーム home|ポイント point|ポスター poster|ホットライン hotline|ボート boat|ホテル hotel|ポンプ pump
ボランティア volunteer|マーケット market|マスク mask|マラソン marathon|マンション apartment residential
ミカン orange tangerine|ミルク milk|メーカー manufacturer|メートル meter metre|メディア media|メンバー member
モバイル mobile|ヤギ goat|ライトアップ light|ライブ live broadcast|ライン line|ラジオ radio|リーダー leader
リサイクル recycle|リスト list|リンゴ apple|ルート route|ルーム room|ルール rule|レース race
レストラン restaurant|レベル level|レンガ brick|ロープ rope|ロケット rocket|ロボット robot|ワイン wine
ワクチン vaccine|ワゴン van
"""


@cache
def _words() -> dict[str, tuple[str, ...]]:
    entries = (entry.split() for line in _ENGLISH.strip().splitlines() for entry in line.split("|"))
    return {katakana: tuple(english) for katakana, *english in entries}


def loanwords(text: str) -> dict[str, tuple[str, ...]]:
    """List the words in katakana of a text that are known, each with its English ones.

    A run of katakana is made of them as a whole (オンラインサービス), or has none: パンダ is no bread.
    """
    return {part: _words()[part] for run in _RUN.findall(text) for part in _parts(run)}


def _parts(run: str) -> tuple[str, ...]:
    """Cut a run into known words, the longest first; none if that does not work out."""
    found: list[str] = []
    while run:
        part = next((run[:size] for size in range(len(run), 1, -1) if run[:size] in _words()), "")
        if not part:
            return ()
        found.append(part)
        run = run[len(part) :]
    return tuple(found)
