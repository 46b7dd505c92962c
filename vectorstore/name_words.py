"""Words that names of places and public bodies end in, begin after and are not made of."""

from __future__ import annotations

SUFFIX_WORDS = (
    "省 自治区 特别行政区",
    "市 自治州 州 地区 盟",
    "区 县 旗",
    "镇 乡 街道 街道办事处 街道办 苏木 新区 开发区 经开区 高新区 经济开发区 中心区 园区 产业园 工业园 示范区"
    " 合作区 保税区 度假区 管理区 农场 林场",
    "社区 村",
    "医院 卫生院 学校 大学 学院 中学 小学 幼儿园 公司 集团 银行 法院 检察院 局 派出所 支队 大队 协会 研究院"
    " 研究所 博物馆 图书馆 供电所 合作社",
)
"""Suffixes by level: provinces, cities, counties, towns and zones, villages, bodies."""
LEVEL = {suffix: level for level, words in enumerate(SUFFIX_WORDS) for suffix in words.split()}
COUNTY, TOWN, VILLAGE, BODY = 2, 3, 4, 5

GENERIC_WORDS = (
    "大都 大城 老城 新城 主城 中心城 全 该 本 我 各 某 每 两 三 数 多 一 个 这 那 其 邻 外 "
    "内 大 小 老 新 辖 城 农 乡 集 社 疫 片 厂 校 库 山 牧 林 景 街 商 灾 震 汛 核心 "
    "重点 居民 住宅 生活 办公 生产 商业 服务 候车 等候 留观 临时 检测 采样 功能 禁 误 战 时 地 "
    "封控 管控 防范 风险 高风险 中风险 低风险 隔离 缓冲 污染 相关 附近 所有 整个 部分 周边 自然 "
    "行政 贫困 示范 文明 先进 试点 空心 老旧 智慧 幸福 无疫 城市 省 市 县 区 镇 村 街道 社区 "
    "工业 产业 经济 定点 中心 全体 上级 当地 其他 其它 全省 全市 全县 全区 全镇 全乡 全村 乡镇 "
    "村镇 单位 该市 我市 我县 我区 我省 本市 全国 各地 超 上 门 菜 夜 股 楼 都 集贸 农贸 人民 中 "
    "高 初级 小学 有限 股份 责任 子 总 分 当 布 格 结 时代 活动 物流 指挥 文化 民生 便民 疾控 "
    "直辖 地级 副省级 县级 特 军 港 行 保障 救助 接种 医疗"
)
GENERIC = frozenset(GENERIC_WORDS.split())
STOPS_WORDS = (
    "的 在 来 到 从 由 自 向 和 与 及 对 于 为 把 被 让 给 是 等 地 了 着 过 以 按 经 "
    "据 有 去 往 赴 今 现 省会 首府 原名 全 各 该 本 我 将 则 而 或 并 并且 其 这 那 个 所 记者 位于 坐落"
)
STOPS = frozenset(STOPS_WORDS.split())
COUNTERS = "个名位座条支批次多余大小级"
NUMERAL = frozenset("一二三四五六七八九十")
