"""The units that Chinese text counts and measures with, and the kind of each (`Unit`)."""

from __future__ import annotations

import re
from collections.abc import Iterable

from vectorstore.lexicon import entries
from vectorstore.types import Unit

_WORDS = {
    Unit.PEOPLE: """
        人 名 位 人次 口人 员 对夫妇 对夫妻
    """,
    Unit.THINGS: """
        个 支 家 只 辆 台 部 份 幅 条 处 座 所 间 张 面 块 件 套 瓶 箱 袋 户 例 剂 针 盒 桶 本 篇 首 期 批 项
        组 班 队 把 双 副 顶 床 根 棵 株 头 匹 艘 架 栋 幢 层 扇 枚 颗 粒 片 卷 册 封 则 款 种 类 门 道 堂 对
        包 罐 杯 碗 盘 壶 筐 节 段 股 束 串 排 群 伙 宗 起 桩 笔 单 票 尊 盏 朵 滴 页 字 句 章 集 幕 捆 具 板 联
        人份 个班 户次 家次 件次 台套 台(套) 列 口 羽 尾 窝 条次 份次 孔 眼 车 床位 席 部门 部委 省份 省市
        标箱 标准箱
    """,
    Unit.MONEY: """
        元 美元 欧元 英镑 日元 港元 港币 韩元 卢布 块钱 元人民币 元钱 美金 美分 便士 先令 法郎 马克 卢比
        澳元 加元 新台币 台币 新元 瑞郎 比索 里拉 盾 两白银 两银子 圆 镑 日圆 澳门元 澳门币 泰铢 新加坡元
        加拿大元 澳大利亚元 元港币
    """,
    Unit.TIME: """
        年 个月 周 星期 个星期 个礼拜 天 日 小时 个小时 个钟头 钟头 分钟 秒 秒钟 周年 周岁 岁 个工作日 工作日
        昼夜 个昼夜 个日夜 日夜 年间 个世纪 个季度 个学期 学期 刻钟 毫秒 微秒 纳秒 夜 晚 个年头 个交易日 个学年
        载 个年度 个日日夜夜 个夜晚 个白天 个晚上 个周末
    """,
    Unit.DISTANCE: """
        公里 千米 米 厘米 毫米 里 里路 华里 英里 海里 英尺 英寸 码 尺 丈 寸 光年 微米 纳米 公分 公尺 延米 延长米 哩
        呎 km m cm mm
    """,
    Unit.AREA: """
        平方米 平方公里 平方千米 平方厘米 亩 亩地 公顷 坪 平米 平方英里 平方英尺 平方哩 英亩 ㎡ km² km2 m² m2 垧
    """,
    Unit.WEIGHT: """
        吨 公吨 公斤 千克 斤 克 毫克 磅 盎司 担 kg g mg
    """,
    Unit.PERCENT: """
        % ‰ 个百分点 百分点 成
    """,
    Unit.TIMES: """
        次 场 轮 遍 趟 回 场次 轮次 车次 班次 架次 航次 频次 辆次 届 倍 波 声 局
    """,
    Unit.OTHER: """
        度 ℃ °C ° 摄氏度 华氏度 分 升 毫升 立方米 千瓦 兆瓦 千瓦时 千瓦·时 伏 伏特 赫兹 兆赫 马力 安培 帧
        像素 字节 微克 公升 立方 立方公里 加仑 帕斯卡 焦耳 瓦特 摩尔 节课 学分 积分 转 kW MW kWh GHz MHz Hz GB
        MB TB ml L 克拉 m³ m3 桶油 kPa MPa
    """,
}

KINDS: dict[str, Unit] = {word: kind for kind, words in _WORDS.items() for word in words.split()}

RATES = {"%": 1.0, "‰": 0.1, "成": 10.0}
"""What one of the unit is worth in percent; values of the kind `Unit.PERCENT` are in percent."""

MEASURES = frozenset(Unit) - {Unit.PEOPLE, Unit.THINGS}
"""Kinds whose unit measures (5公里) and needs no noun, unlike a classifier (5个检查站)."""

ONE_COUNTS = entries("例 名 支 户 辆 艘 架 栋 套 元 公里 吨 人次 平方公里 平方米 台 所 册 % 亩 小时 周岁 岁")
"""Units with which 一 is a number even where nothing else says so; 一个, 一种, 一场 are articles."""

# Each unit of one character with those that make another word of it: 30 | 天然, 5 | 成立, 12 | 支持.
_GUARDS: dict[str, str] = {
    entry[0]: entry[1:]
    for entry in entries(
        """
        成立功员为果本绩就分长熟交人都型品群团效 年级代轻度货薪
        天然津 人均民口员才物类事体 名字称誉牌
        本地报市县区省土次村乡镇身质周 部署位落 场所地馆景 处理置罚于境 条件例款
        组织成建员 批准评示判 期间末中货待望盼限 次要于 度假过量数
        分别布为类享级工配批组期之区局析明支校店公散层卫 °EWNS 间断接隔距 面积向对临前粉包部条试貌料上板罩
        口罩岸号腔径味头粮 台湾风州账阶海式 门口诊店票户窗市锁 对于外内口方象此接应比照策待抗手岸称
        包括含保村装裹容扶抓联办干 道路德理歉教口 排查除名序放水列队污涝练球 单位元独人一价身纯次项
        张贴某姓开力望 支持付撑 位于置 只有要能是为 把握关手控守
        班级子组车长主次 队伍员长列 车辆间站次队上祸道厢位主型牌险展身门票库 员工
        里程面边氏斯 米饭粉兰 尺寸 元旦月宵素老朝 码头 夜间晚市班 晚上会期年饭间报
        周边围密刊折转 例如外行子 起来步到草源飞 笔者记试 节日约假目能省气点水 根据本源治除
        头部等条脑像 股份票权东市民价 层面次级 声音明称 列入为出强 集中体团合聚结资装镇
        回来家国收应到复顾答报归升 块钱 届时 家庭属族具 户籍 所有以谓 件数 章程 片区
        克服制 字母典 转移变换型 载体 日本报常前益产 波及动 局长面部 具有备体 群众体落岛
        """
    )
}


def pattern(words: Iterable[str]) -> str:
    """Build a regular expression for any of the words, the longest first."""
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


def _alternative(word: str) -> str:
    if word.startswith("个") and KINDS[word] == Unit.TIME:  # 3个多月
        return f"个[余多来]?半?{re.escape(word[1:])}"
    return re.escape(word) + (f"(?![{_GUARDS[word]}])" if word in _GUARDS else "")


_LATIN = [word for word in KINDS if word[0].isascii() and word[0].isalpha()]
_HAN = sorted(set(KINDS) - set(_LATIN), key=len, reverse=True)
UNIT = re.compile(rf" ?(?P<word>(?:{pattern(_LATIN)})(?![A-Za-z0-9])|{'|'.join(map(_alternative, _HAN))})")
CURRENCY = re.compile(r"(?:US|HK|NT|CA|AU|C|A)?[$€£¥￥₽] ?$")
