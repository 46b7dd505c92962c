"""What the benchmarks' news is made of: our own sentences, with slots for names and figures."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fact:
    """A sentence's middle, and what one asks to get its figure; in English a place may be added."""

    told: str
    chinese: str
    english: str


FACTS = (
    Fact("{village}修通了{few}公里机耕路", "修通了多少公里机耕路", "How many kilometres of farm road were opened"),
    Fact("全镇新建蓄水池{few}口", "新建了几口蓄水池", "How many cisterns were built"),
    Fact(
        "{person}带着{few}名村医走完了{many}户人家", "村医走了多少户人家", "How many households did the doctors visit"
    ),
    Fact("集中办公点一天办结{many}件事项", "一天办结了多少件事项", "How many matters were settled in one day"),
    Fact("合作社收购{crop}{many}吨", "合作社收购了多少吨", "How many tonnes did the cooperative buy"),
    Fact("{crop}种植面积达到{many}亩", "种植面积有多少亩", "How many mu were planted"),
    Fact("镇上发放{thing}{many}份", "发放了多少份物资", "How many packages were handed out"),
    Fact("成立{few}支党员先锋队", "成立了几支党员先锋队", "How many vanguard teams of party members were formed"),
    Fact("{many}名志愿者报了名", "有多少名志愿者报名", "How many volunteers signed up"),
    Fact("危房改造完成{few}户", "改造了多少户危房", "How many dilapidated houses were repaired"),
    Fact("为困难家庭发放补助{money}万元", "发放了多少补助", "How much aid was paid to families in need"),
    Fact("规模以上工业产值{money}亿元", "规模以上工业产值是多少", "What was the output of the larger industrial firms"),
    Fact("招商引进项目{few}个", "引进了几个项目", "How many projects were brought in"),
    Fact("中心小学添置课桌{many}套", "小学添置了多少套课桌", "How many desks did the primary school get"),
    Fact("卫生院增加床位{few}张", "卫生院增加了几张床位", "How many beds did the clinic add"),
    Fact("河道清淤{money}公里", "河道清淤多少公里", "How many kilometres of river were dredged"),
    Fact("安装太阳能路灯{many}盏", "安装了多少盏路灯", "How many street lamps were installed"),
    Fact("{person}的养殖场存栏生猪{many}头", "养殖场存栏多少头生猪", "How many pigs does the farm keep"),
    Fact("网店卖出{crop}{money}吨", "网店卖出了多少吨", "How many tonnes did the online shop sell"),
    Fact("培训农技员{few}人", "培训了多少农技员", "How many farm advisers were trained"),
    Fact(
        "{village}的老人食堂每天供应{few}份午餐",
        "老人食堂每天供应几份午餐",
        "How many lunches does the canteen for the old serve",
    ),
    Fact("图书室藏书{many}册", "图书室有多少册书", "How many books does the reading room have"),
    Fact("抢修电力线路{few}处", "抢修了几处电力线路", "How many breaks in the power lines were repaired"),
    Fact("转移安置群众{many}人", "转移了多少群众", "How many people were moved to safety"),
    Fact("森林覆盖率提高到{share}", "森林覆盖率是多少", "What share of the land is forest"),
    Fact("自来水普及率达{share}", "自来水普及率是多少", "What share of homes has tap water"),
    Fact("接待游客{money}万人次", "接待了多少游客", "How many visitors came"),
    Fact("{few}家民宿开了门", "有几家民宿", "How many guest houses opened"),
    Fact("{person}一家的收入涨到{money}万元", "一家的收入是多少", "How much does the family earn"),
    Fact("调解员上门化解纠纷{few}起", "化解了几起纠纷", "How many disputes were settled"),
    Fact("查处违章{many}起", "查处了多少起违章", "How many violations were punished"),
    Fact("消防队检查商铺{many}家", "检查了多少家商铺", "How many shops did the fire brigade inspect"),
    Fact("{village}装上了{few}只大喇叭", "装了几只大喇叭", "How many loudspeakers were put up"),
    Fact("垃圾分类收集点设了{few}处", "设了几处垃圾收集点", "How many collection points for waste were set up"),
    Fact("公交线路延长{money}公里", "公交线路延长了多少", "By how many kilometres was the bus line extended"),
    Fact("复工企业{few}家", "有多少家企业复工", "How many firms resumed work"),
    Fact("外出务工人员返岗{many}人", "有多少人返岗", "How many migrant workers went back to work"),
    Fact("银行为农户放贷{money}万元", "放贷多少", "How much did the bank lend to farmers"),
    Fact("机收水稻{many}亩", "机收了多少亩水稻", "How many mu of rice were harvested by machine"),
    Fact("补种{crop}{few}亩", "补种了多少亩", "How many mu were planted again"),
)

LEADS = (
    "",
    "据统计，",
    "今年以来，",
    "截至{month}月{day}日，",
    "在{village}，",
    "入春之后，",
    "{month}月上旬，",
    "镇长{person}介绍，",
    "按照{county}的安排，",
    "村支书{person}说，",
    "记者在{village}看到，",
    "前不久，",
    "雨季到来之前，",
    "到{month}月底，",
    "春节前后，",
    "驻村干部{person}算过一笔账：",
    "走进{village}，",
    "{town}的台账上写着，",
    "说起{crop}，{person}的话就多了，",
    "离{village}不远的地方，",
)

CLAUSES = (
    "干部把办公桌搬到了田间地头",
    "群众的事情不再拖到第二天",
    "{village}的老人说这辈子没见过这样的光景",
    "施工队白天黑夜轮着干",
    "水渠顺着山脚一直通到{village}",
    "晒谷坪上堆满了刚收下来的{crop}",
    "妇女们一边摘{crop}一边唱山歌",
    "账目贴在公示栏里谁都看得见",
    "{person}把自家的院子腾出来当仓库",
    "外出的年轻人陆续回到了家乡",
    "运{thing}的车队沿着河边开进了山",
    "{person}带头拆掉了自家的围墙",
    "孩子们放学以后有了看书的去处",
    "困难多但是办法也多",
    "几个邻村都派人来学",
    "遇到下雨天就改在祠堂里开会",
    "镇里请来农科所的专家手把手地教",
    "老党员{person}主动要求值夜班",
    "冷清多年的老街又热闹起来",
    "过去靠天吃饭的日子一去不返",
    "大家最关心的还是{crop}的销路",
    "河里的水一天比一天清",
    "{thing}当天就送到了{village}的每家每户",
    "卫生院的灯常常亮到深夜",
    "网格员挨家挨户上门登记",
    "{village}的祠堂改成了文化活动室",
    "谁家有难处都记在{person}的小本子上",
    "银行的工作人员上门办手续",
    "商店里的货架重新摆满了",
    "厂房里的机器声从早响到晚",
    "{person}说这样的会开得值",
    "路修好以后卖{crop}再也不用肩挑背扛",
    "道路两旁种上了桂花树",
    "经过的司机都愿意停下来歇一歇",
)

TAILS = (
    "",
    "",
    "，{person}把账目贴在了公示栏上",
    "，进度排在{county}前列",
    "，大家都说方便多了",
    "，由{person}负责",
    "，没有耽误{crop}的农时",
    "，群众都很满意",
    "，{many}人从中受益",
    "，花去{money}万元",
    "，附近的村子也跟着学",
    "，剩下的留到{month}月再办",
    "，这在当地很少见",
    "，后面的{thing}也在路上",
    "，{village}和邻近的村子都参加了",
)

SLOGANS = (
    "一条路修到家门口",
    "{few}天里的{many}户",
    "{crop}熟了人不愁",
    "“{village}经验”是怎么来的",
    "把账本摊在太阳底下",
    "{person}的一天",
    "冬闲变冬忙",
    "河水清了游客来了",
    "{many}份{thing}送上门",
    "老屋换了新颜",
    "小村庄的大产业",
    "赶在雨季之前",
)

CROPS = (
    "油茶",
    "脐橙",
    "茶叶",
    "烟叶",
    "辣椒",
    "蜜柚",
    "葡萄",
    "红薯",
    "香菇",
    "莲子",
    "花生",
    "油菜",
    "黄桃",
    "百合",
    "中药材",
)
THINGS = (
    "口罩",
    "爱心包",
    "春联",
    "防汛手册",
    "种子",
    "棉被",
    "消毒液",
    "学习用品",
    "药箱",
    "宣传单",
    "慰问品",
    "农技资料",
)
FIRST = "青石龙白云清南北东西金银大小上下安永长高平新古太和福双三五七梅兰竹松柳桃杨枫"
SECOND = "岭溪河塘桥铺坪湾洲山坝冲田井泉沟峰坡渡口店庄岗屏川原浦港滩阳林源关寨坑头潭"
GIVEN = "建国华明桂兰春秀志强海燕立新文斌玉梅晓东红军雪松家和永林小芳德胜云飞"
