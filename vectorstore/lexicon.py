"""General Chinese word lists, for what parts of speech leave open: is a verb the predicate or part of a noun."""

from __future__ import annotations


def entries(text: str) -> frozenset[str]:
    """Read a list of words with white space between them."""
    return frozenset(text.split())


SUFFIXES = frozenset(
    "队点站组员岗车卡证单牌机器所室厂店会班部区处品物户者人场馆线工团费金款率量数院校网库源表书码箱服包床棚亭房园课赛奖林田路桥师生民商界链"
    "剂药液衣图址法案群村度"
)
"""Characters that make one noun with the verb in front: 采集点, 突击队, 检查站."""

FEES = frozenset("金费款额率点者员站卡证")
"""Those of the suffixes that make a noun even of a verb that is never one by itself: 签约金, 报名费, 发放点."""

NOMINAL = entries(
    """
    防控 值守 执勤 值勤 劝导 排查 流动 返乡 采集 检测 监测 服务 管理 指导 督导 隔离 宣传 志愿 巡逻 巡查 消毒
    消杀 防疫 采样 生产 加工 培训 教育 救援 救助 帮扶 扶贫 包联 联络 联防 联控 保障 建设 施工 投资 销售 贸易
    进出口 出口 进口 旅游 观光 运输 配送 物流 养殖 种植 治疗 护理 康复 接种 体检 诊疗 研发 创新 创业 就业 务工
    留守 值班 驻村 下沉 医用 防护 应急 储备 办公 教学 住宿 居住 交通 通信 登记 审批 评估 监督 监管 执法 调解
    信访 咨询 招聘 实习 表演 演出 展览 展示 比赛 竞赛 参赛 参展 注册 工作 学习 研究 试验 实验 试点 示范 灌溉
    排水 发电 充电 停车 报警 照明 供水 供电 供暖 改造 补助 补贴 贷款 捐赠 慰问 合作 确诊 疑似 感染 死亡 接触
    安置 居家 往返 过往 进出 来往 活动 生活 收入 支出 消费 零售 批发 存款 纳税 用电 用水 脱贫 搬迁 拆迁 回收
    处理 净化 灭火 抢险 救灾 防汛 抗旱 护林 代购 封控 管控 核查 验收 检查 检验 检修 维修 清洁 保洁 环卫 绿化
    装配 包装 印刷 冷藏 充值 直播 阅读 健身 游览 候诊 候车 购物 餐饮
    """
)
"""Verbs that are as often part of a compound noun: 防控人员, 返乡人员."""

GENERIC = entries(
    """
    人员 人数 总额 数量 资金 资本 费用 面积 时间 设备 设施 物资 收入 支出 项目 中心 基地 机构 单位 企业 学校
    队伍 小组 组织 工作 活动 岗位 总量 规模 金额 成本 产值 专班 干部 群众 志愿者 医院 患者 病例 学生 儿童 老人
    老年人 妇女 场所 平台 系统 制度 渠道 站点 经费 用品 产品 用地 公司 师傅 教师 老师 医生 医护人员 者 能力
    水平 价格 标准 天数 次数 期限 周期 长度 高度 宽度 距离 速度 里程 车间 车辆 窗口 热线 总人口 人口 指挥部
    领导小组 委员会 大队 中队 支队 专家 代表 户 点 站 队 组 员 岗 区 房 费 率 量 额 数 网 线 路 车 人
    """
)
"""Nouns that a verb in front of them describes: 检测人员, 注册资本; with others it is the predicate: 检测 样本."""

PREDICATES = entries(
    """
    进行 组成 担任 参加 参与 实施 用于 完成 开展 到位 投入 投身 负责 成立 设立 设置 是 有 为 达 达到 被 让 使
    成为 加入 组建 建立 获 获得 荣获 来 去 开始 继续 实现 通过 受到 得到 接受 前往 赶到 奔赴 来到 进入 需要
    可以 能够 帮助 协助 共同 联合 分别 属于 位于 占 增长 下降 减少 增加 提高 上升 降低 发生 出现 存在 包括 包含
    拥有 带领 组织 率领 签订 签约 落户 开工 投产 竣工 建成 落成 复工 复产 受阻 受损 受灾 入住 报名 离开 返回
    回到 走进 走访 深入 逆行 坚守 驻守 连续 持续 坚持 上岗 出动 集结 待命 支援 驰援 捐款 捐出 捐献 撤离 转移
    治愈 出院 在 成 组 发放 张贴 悬挂 印发 购买 购置 采购 购进 制作 播放 召开 举办 举行 发动 号召 抽调 选派
    派出 推选 动员 组派 募集 筹集 筹措 收到 收治 查处 审批 摸排 接打 撰写 编写 创作 关停 劝阻 劝返 劝退 安装
    配备 配置 利用 引进 新增 新建 扩建 修建 建造 开通 开设 开放 覆盖 惠及 带动 解决 化解 办理 受理 转运 救治
    诊断 排出 查出 发现 报告 做好 落实 给予 提供 送去 送上 捐助 资助 超过 突破 累计 共计 保持 实行 缺少 具有
    有着 设有 建有 下辖 辖 含 跨越 穿过 经过 历时 耗时 耗资 斥资 投资建设 占地 高达 长达 容纳 可容纳 返校 复课
    出席 观看 上门 回国 住在 在岗 每
    """
)
"""Verbs that end a noun phrase wherever they stand."""

COPULAS = entries(
    """
    达 达到 为 是 有 共 共有 共计 总计 合计 累计 约为 仅 只 就 已 各 均 高达 多达 近 : 了 过 达成 至 到 分别
    突破 超 超过 计 总共 一共 累积 仅有 已达 已有 现有 还有 只有 足足 整整 长达 总数 不少 于 不 少于 得 一 至少
    最多 先后 前后 平均 ： 也 都 可 能
    """
)
"""What may stand between a thing and its number and says nothing of its own."""

CHANGES = entries(
    """
    增长 下降 上升 减少 提高 增加 降低 缩短 提升 增 降 升 减 回落 增至 升至 降至 增加到 提高到 减少到 下降到
    上涨 下跌 下滑 扩大 延长 缩小 占 占比 相当于 超出 少 多 高出 低 增幅 降幅 涨 跌 增速 保持 保持在 维持在
    控制在
    """
)
"""Verbs with a quantity behind them whose subject is what the quantity is of: 产值增长5%."""

COMPARISONS = entries(
    """
    同比 环比 比 较 上年 去年 同期 上月 较上年 比上年 年均 月均 与 相比 同 又 再 由 从 平均 每年 每月 每天 每日
    全年
    """
)
"""What may stand between such a verb and its subject: 产值 比 上年 增长 5%."""

IDLE = entries("在 是 有 为 被 让 使 来 去 成 每 到 以 由 用 可 给 向")
"""Words that look like verbs to a tagger or a list and that say nothing of what was done."""

COPULAR_VERBS = entries("达 达到 为 是 有 共有 约为 高达 多达 含 已有 现有 还有 只有 仅有 长达")
"""Those of the copulas that are the verb of their clause."""

COMPLEMENTS = entries("出 到 起 上 下 入 回 给 完 好 掉 住")
"""What follows a verb and belongs to it: 排查 出."""

LIGHT = entries(
    """
    进行 开展 实施 组织 提供 做好 完成 采取 通过 举办 落实 推进 承担 负责 参与 参加 包括 从事 加强 围绕 以
    """
)
"""Verbs whose object is a list of activities: 开展 巡逻、宣传等活动."""

COUNTABLE_ACTS = entries(
    """
    活动 工作 服务 比赛 展览 贷款 研究 试点 示范 考试 行动 会议 建议 报告 投诉 案件 表演 演出 发明
    """
)
"""Words that jieba may tag as verbs (vn) and that end a phrase that is counted: 5个活动, but 5个村 督导."""

JOINS = frozenset(("、", "和", "与", "及", "以及", "暨", "跟"))

LEADING = entries("其中 总计 一共 平均 全部 所有 各类 各种 累计 共计 现有 各个 以及 其他 其它 另外 一个 个")
"""What a counted thing is trimmed of at its beginning."""
