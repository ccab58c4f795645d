"""What sounds like danger and is none now: a thing that has long been broken, and a danger that is
over.

Only the learned gate is asked to be surer by these; what the rules know as danger stays so."""

import re

from nlp.cues import Found, rules
from nlp.likely import Pattern, needed_of

_SOMEBODY = (
    r"(?:人|娃|孩|伢|崽|老[汉人太爷奶头]|爷|奶|爸|妈|爹|娘|男|女|他|她|它|我|俺"
    r"|司机|学生|同学|车)"
)
_THING = Pattern(
    r"(?:栏杆|护栏|栏板|扶手|围栏|隔离栏|防护网|井盖|窨井盖|盖板|桥板|桥面|路基|路肩|路沿|台阶|楼梯|滑梯|秋千"
    r"|电线杆|电杆|线杆|灯杆|塔|墙|挡土墙|护坡|堤|坝|屋檐|瓦|广告牌|招牌|顶棚|雨棚|红绿灯|路灯)"
    r"[^。！!]{0,8}(?:断|缺|少|没|掉|丢|锈|松|歪|斜|破|坏|翘|裂|鼓|崩|塌|垮|倒|空|矮|晃)"
    r"|(?:沟|下水道|窨井|路面|路上|路中间|路边|盖板|桥面|桥上)[^。！!]{0,10}(?:窟窿|豁口|大坑|个坑|个洞)"
    r"|(?:断|缺|少|掉|丢|坏|松|锈)了?[^，。]{0,4}(?:栏杆|护栏|扶手|围栏|井盖|盖板|台阶|瓦)"
)
#: What one falls off, through or over, or what falls or strikes; a lamp only leaves dark.
_HARMS = Pattern(
    r"栏杆|护栏|栏板|扶手|围栏|隔离栏|防护网|井盖|盖板|盖子|窨井|桥|台阶|楼梯|路基|路肩|护坡|堤|坝|墙|屋檐|瓦|塔"
    r"|广告牌|招牌|顶棚|雨棚|电线|电缆|电杆|线杆|灯杆|窟窿|豁口|坑|洞"
)
_PASSED = Pattern(
    r"(?:娃|孩|学生|老[人汉]|大人)[^，。]{0,8}(?:过|走|跑|玩)|(?:上学|放学)[^，。]{0,6}(?:过|走|路)"
)
#: Somebody whom it happens to, or that it happens now: then the thing does not merely stand there.
_HAPPENS = Pattern(
    rf"{_SOMEBODY}[^，,。\s]{{0,5}}(?:掉|摔|跌|栽|卡|挂|悬|吊|翻|跨|困|压|夹|撞|埋|淹|沉|冲|死|伤|昏|晕|滚|滑)"
    r"|(?:掉|摔|跌|栽|砸|压|埋|夹|撞|电|咬)(?:下|进|到|倒|住|着|伤|死|了)+[^，,。]{0,3}"
    rf"{_SOMEBODY}|救(?!助|济)|血|昏|晕|没气|不动|没声|没影|哭|喊|快|马上|现在|刚|正在|突然|开始|往下|越来|轰|咔|滋|火|冒|水里"
    r"|出不[去来]|还在|前轮|悬|跳|站在|坐在|爬|外[面头]|底下"
)
_OVER = Pattern(
    r"(?:已经?|都|刚|人|娃|她|他|孩子?|羊|牛)?[^，,。]{0,6}"
    r"(?:下来了|抱住了?|抱住[他她]了?|拉住了|拉下来了|拉上来了|救(?:上|出|回|下)来了|救起来了|(?:弄|抱|拽|拖|抬|背|救)(?:出来|上来|下来|回来)了|捞(?:上|出)来了|找[到着回](?:了|啦)"
    r"|(?:拉|围)(?:了|上了?|起了?)(?:绳|警戒|围挡|起来)|围起来了|醒(?:了|过来)|脱险|没事了|没大?碍|出院了|好了|控制住了|扑灭了|灭了|抓[到住](?:了|啦)|送(?:到)?医院了|缓过来)"
)
#: But it is not, or there is more of it.
_NOT_OVER = Pattern(
    r"还有(?:一个|人|两|几|个|我|他)|还(?:在|没|不)|又|但|可是|不过|没气|不动|没醒|叫不|怎么办|救命|快来|[没未不][^，,。]{0,3}(?:下来|醒|找|救|灭|好)"
    r"|(?:山|石|水|墙|房|屋|土|泥|车|架|树|梁|东西)[^，,。]{0,4}下来了|掉下来了|塌下来了|压下来了|砸下来了|冲下来了|流血|血|没了|伤"
)
_SAVED = Pattern(
    r"救(?:上|出|回|下|起)来?了|救起来了|劝(?:下来|回来|住)了|抱住(?:[他她]|人)?了|拉(?:住|上来|下来)了|捞上来了"
    r"|救(?:上|起|下|回)来(?:的)?(?:人|民警|他们|那)|(?:弄|抱|拽|拖|抬|背|救)(?:出来|上来|下来|回来)了"
)
_PAST = Pattern(
    r"(?:去|前|大前|那)年(?!纪)|上个?月|早年|小时候|当年|(?:\d+|[一二两三四五六七八九十几]|好几)年前|解放前|零[〇零一二三四五六七八九]年"
)
_NOW = Pattern(
    r"(?<!到)现在|今[天晚早夜]|刚|正在?|这会|又|快来|救(?!助|济)|马上|还[在没]|一直|到今|眼下"
)
_SALE = Pattern(
    r"包邮|秒杀|甩卖|清仓|直销|加(?:微信|我?[vV微薇])|祖传秘|一贴[见灵就]|上门(?:量|安装|服务)|[楼肉血]价|亏本|特价|优惠价"
    r"|免费(?:试|领)|药到病除|神水|健身器|电话同微信"
)
#: What is said of one's round, which sounds like a farewell.
_ROUND = Pattern(
    r"(?:走|跑|转|访)(?:了|完|过)[一两二三四五六七八九十几\d]+(?:来|多)?(?:户|家|趟|圈|遍|个?组|个?村|个?点)"
    r"|走访(?:了|完|过)"
    r"|(?:转|跑)(?:了|完)(?=[^，。]{0,4}[户家])"
)
#: A ball game, a joke, a welder's sparks, money that does not come down, what something only looks
#: like: nobody jumps or burns.
_JOKE = Pattern(
    r"(?:看|听|踢|输|笑|热|馋|尬|考|多|贵)(?:得|的)(?:我|俺|人)?(?:都|真|直)?(?:想|要|快)?(?:跳(?:楼|河|江|桥)|死|上吊|撞墙|吐血|断气)"
    r"|(?:钱|款|工资|补贴|补助|经费|手续|批文)[^，。]{0,8}(?:发|批|拨|退|取|领|补|打|办)不(?:下来|出来|了|到|成)"
    r"|(?:焊|切割|打磨|打铁)[^，。]{0,8}?(?:火花|火星)(?:四溅|乱溅|飞溅|乱飞)?"
    r"|(?:跟|像|就像|好像|如同)(?:是|个|根|条)?(?:上吊|跳楼|地震|爆炸|着火|打仗|杀猪|杀人|触电|炸弹|放炮|过电|坟|棺材|鬼)[^，。]{0,4}?(?:一样|似的|一般)"
    r"|(?:墙|门楼|猪圈|棚子?|大门|台阶)(?:被|让|叫|给)[^，。人]{1,10}(?:碰|撞|蹭|刮|推|铲|挖|拆|轧)(?:塌|倒|坏|歪|烂|断)了?(?:一[截段块角])?(?=[，,\s][^。]{0,12}(?:认|赔|跑了|耍赖|不修|不管|谁|评理|要钱)|[。\s]*$)"
    r"|(?:井盖|盖板|垃圾桶|路沿石?|减速带|路牌|站牌|公示栏|标志牌)(?:都|全)?(?:被|让|叫|给)[^，。人]{1,8}(?:碰|撞|轧|压|碾)(?:翻|坏|碎|烂|扁|歪|断|裂|跑)"
    r"|(?:跳(?:楼|河|江|桥|井)|上吊|喝药|自杀|割腕)(?:的|了的)?那(?:个|位)?[^，。我俺]{0,4}(?:咋样|怎么样|救(?:过|回|活|下)|好了|活(?:过|着)|找[着到])[^，。]{0,4}(?:没|吗|么|了|不|$)"
    r"|救命啊?(?=[，,]?[这那](?:路|天|价|网|水|公交|作业|学费|政策|手续))"
    r"|(?:作业|功课|学习|房贷|贷款|外债|学费|压力|任务|生活|担子|利息)[^，。]{0,6}(?:压|逼|累|催|拖|熬)(?:得|的)[^，。]{0,6}(?:[喘透]不[过上]来?气|要死|快疯|抬不起头|要命|要崩溃)"
    r"|(?:价|行情|生意|亏|赔|卖不[出动掉]|没人要|滞销)[^。]{0,12}(?:的|户|家|们|老板|大伙)(?:都|全)?(?:快|只能|恨不得)?(?:要|想|得)(?:去)?(?:跳楼|上吊|喝药|跳河|哭死|关门)"
)
#: 「见着了」, 「睡着了」, a stove that is lit, a kiln that smokes, a kettle that burst, a house
#: beside a lake, what somebody smashed or cannot get others to do.
_HARMLESS = Pattern(
    r"[打点]不着(?:了)?(?:火)?|(?:沼气|煤气|天然气|燃气|液化气|气罐|煤气罐|灶)[^，。人晕漏味毒熏]{0,4}没(?:了)?气了?|(?:往下)?[掉滴]水(?=$|[，,\s])"
    r"|(?:烧烤|烤串|油烟机|抽油烟机|饭店|小吃店|食堂)[^，。着]{0,4}冒(?:着|出)?(?:油|黑|白|浓|大)?烟(?=到|往|[，,\s]*(?:天天|一天|每天|熏|呛|没人管|味|影响|开窗|关窗|晾))"
    r"|炕(?:不冒烟|[^，。]{0,4}(?:倒烟|不热|返烟))|(?:摩托|三轮|拖拉机|柴油车|货车|大车|农用车|尾气)[^，。着]{0,3}冒(?:着|出)?黑烟(?=[，,\s]*(?:没人管|上路|熏|呛|味|污染|天天|满街|尾气|不达标))|"
    r"[见买算]着(?!火|电|了)|[睡见买算摇抽赶捞逮瞅问听看追领借等遇订约数猜摸弄接拿收带占够轮排讨要赚挣摊分取拾捡查搜租瞧寻抢换兑学搭叫]着了(?!电|火|线|灯杆|杆|雷)"
    r"|(?:锅炉|炉子?|灶(?![房屋间台])火?|暖气|火?炕|蜂窝煤|煤球|壁炉|地暖)[^，。把]{0,2}(?:点|生|烧|打|引)(?:着|起来)了?(?![^。]{0,10}(?:窜|蹿|烟|房子|屋顶|柴|被|帘|布|人|娃))"
    r"|(?:烟囱|砖?窑|砖厂|水泥厂|瓦厂|石灰厂|作坊|锅炉|大锅|烟道)[^，。]{0,4}冒(?:着|出)?(?:黑|白|浓)?烟(?![^。]{0,10}(?:着|火|有人|人(?:在|没|晕)|炸|救|倒灌))"
    r"|(?:水壶|暖瓶|暖壶|杯子?|碗|锅盖|轮胎|灯泡|水管|气球)[^，。]{0,2}(?:炸|爆)了?(?:个|一)?(?:口子?|缝|角|了)?(?![^。]{0,10}(?:人|伤|血|火|手|脸|娃|孩))"
    r"|(?:水库|河|江|塘|湖)边(?:上)?[^，。掉摔滑落]{0,4}(?:盖|建|种|洗|钓|养|修|开|搭)(?:了|衣|房|别墅|鱼|菜|饭|地|农|个)"
    r"|(?:镜子?|玻璃|路灯|牌子?|锁|监控|摄像头|箱子?|窗户?|井盖)[^，。]{0,3}(?:被|叫|让|给)人(?:给)?(?:砸|打|敲|撬|弄)(?:了|坏|碎|烂)(?![^。]{0,10}(?:人|伤|血|刀|棍))"
    r"|(?:抬|搬|挖|修|派|请|干活)[^。]{0,10}[，,]?(?:我|俺)?(?:也|都)?叫不(?:动|应)(?:人)?|(?:我|俺)叫不应[他她它](?=[，,][^。]{0,6}(?:不接|不回|挂)[^。]{0,2}(?:电话|信|我))"
    r"|(?:让|叫|请|找|托|帮|孙女|孙子|闺女|儿子|替我)[^，。打]{0,4}(?:代|帮)?打的(?:字)?(?=[：:，,。\s]|$)"
)
#: Beasts and plants that die or stray, who sends word that nobody need come, a question what may be
#: built beside a line.
_BEAST = r"(?:鸡|鸭|鹅|鱼|猪|羊|牛|马|驴|狗|猫|鸟|蜂|花|树|苗)"
_NOT_OF_PEOPLE = Pattern(
    rf"漂着?(?:一|几|好几|很多|好多|些|两)?(?:只|头|条|个)?死{_BEAST}|淹死了?(?:一|几|两|三|好几)?(?:只|头|条)?{_BEAST}"
    rf"|(?:弄|打|毒|药|砍|整|杀)死(?:我|俺|人)?(?:们)?(?:家)?的?(?:那|一|几|这)?(?:只|条|头|盆|棵|群)?(?:野|流浪)?{_BEAST}"
    rf"|{_BEAST}(?:误)?吃了?(?:老鼠|耗子|农)药(?:死了)?|(?:鼠|农)药(?:让|被|叫|给){_BEAST}吃了?"
    rf"|{_BEAST}[^，。]{{0,2}}(?:跑|上|窜)(?:到|上)?了?(?:高速|铁路|国道|公路|马路)(?:上)?(?:去)?了?[，,]?(?:已经?|都|刚)?(?:赶|撵|牵|拉)(?:回来|下来|走|回)了?"
    r"|(?<![我俺])(?:说|讲)(?:先|就|算了)?(?:不用|别|不要|不必|甭)(?:再)?(?:麻烦|来|管|费心|跑|折腾|惊动)[^，。]{0,4}$"
    r"|(?:高压线|变压器|电线杆?|加油站|大坝)[^，。]{0,3}(?:底下|下面|下边|旁边|边上|跟前|附近)[^，。]{0,3}(?:能不?能?|可以|让|准|许)[^，。]{0,8}(?:不|吗|么|行不)?[？?]?$"
)
#: What takes fire, or may stand before 着了 when it does (都, 又); 烧, 点 and the like light it.
_BURNS = (
    "屋房楼山林车店厂仓柴草棚垛坡沟家院坟堆场库箱线杆塔机器炉灶锅被毯帘布床衣纸树叶竹苗麦地园罐瓶油管盒板门窗台桌厨室舍层道角船桶"
    "煤炭电气炮烟火烧点引燃熏垃圾货椅沙胎胶皮棉毛头顶铺间秸秆料庙祠堂教校庄村梁岭窝圈笼摊市街站亭发插座宝包袋轮子里外上下边面都又全快也经已墙壁杂物粮油"
    "米谷调扇托摩交肥末精酒蜡烛棒菌木食集"
)
#: 「记着了」, 「知道着了」: nothing stands there that burns; who has, knows or calls.
_GOT = Pattern(
    rf"^[^{_BURNS}，。！!,\s啊呀哎天救了]{{2,8}}着了(?!火|电)|知道着了|[记认填写备系]着了(?!火|电)"
    r"|(?:电话|手机|号码?)[^，。]{0,3}打着了|[灯亮]着了(?!火|[^。]{0,10}(?:烟|火|烧|糊|救))"
    r"|(?:炉子?|灶火?|锅炉|火炕|暖气)[^，。把]{0,3}(?:点|生|烧|打|引)?着了(?=[，,][^。]{0,8}(?:不冷|暖|热|水[^，。]{0,2}开|饭|度))"
)
#: Who asks others along, who says that nobody was hit, what cannot turn over, a place where once
#: somebody died, a door locked by who keeps the key, a pole moved a little, tiles gone, a headache
#: of who stays away from work.
_NOBODY_HURT = Pattern(
    r"没(?:有)?(?:砸|伤|压|碰|撞|烫|咬|电|摔|刮|蹭)(?:着|到|了|伤)?(?:人|谁|娃|孩子)(?!没|吧|吗)|(?:墙皮|灰|皮|瓦片?|土块)[^，。]{0,3}[，,](?=没(?:有)?(?:砸|伤|碰))|掉了?[一两几]块(?:墙皮|灰|瓦|皮)(?=[，,]没)"
    r"|(?:翻|倒|塌|垮|炸|淹|砸|着|掉|沉|摔)不了(?:人)?(?=[，,。]|$)"
    r"|(?:上吊|跳河|跳楼|跳桥|跳井|喝药|淹死人|死人|出事)的?(?:那|这)(?:个|棵|座|根|口|条)?[^，。我俺]{0,4}(?:桥|树|井|塘|房|楼|屋|绳|梁|地方)[^，。]{0,4}(?:拆|砍|填|封|推|扒|去年|早)|那[根棵个座](?:上吊|跳河|跳楼)的?[^，。]{0,3}(?:桥|树|楼|井)[^，。]{0,3}(?:拆|砍|填|封)"
)
_GOES_ON = Pattern(
    r"(?:[上下](?:去|来)了?|[上下](?:到|了)[^，。\s]{1,4})(?:，|,|\s)*(?:就|又|把[^，。]{1,4}|给[^，。]{1,4}|一趟)?[^，。\s没不]{0,2}(?:换|清|修|挖|掏|刷|查|接|补|装|焊|拆|量|拍|测|抽|堵|擦|铲|扫|割)(?:了|得|完|好|上|开|过)|"
    r"(?:也|再|一块|一起|都|把[^，。]{1,6})(?:叫|喊|约|请)上(?!来|车|去|岸|楼)|^(?:叫|喊|约)上[^，。]{1,6}(?=一块|一起|去看|看看)"
    r"|(?:往[外里后前南北东西边][^，。]{0,2})挪了?[^，。]{0,3}[一两二三四五几半\d]+[米步尺]"
    r"|(?:说|讲)(?:他|她)?(?:先|就)?(?:算了[，,]?)?(?:不|别)(?:用)?麻烦(?:了|你们|咱|大家)"
)
_AT_HOME = Pattern(
    r"有人(?:在)?(?:摆摊|卖|钓鱼|跳舞|打牌|乘凉|唱|吵|停车|洗(?!胃)|晒|种|打麻将|烧烤|遛|下棋|练|聊天|搭棚|堆|养|拉二胡|收)|冻得(?:手|脚|脸|耳朵)[^，。]{0,3}(?:裂|疮|红|痒|肿)"
    r"|(?:手|脚|脸|耳朵)(?:上)?(?:都|也|全|给|是)*冻(?:裂|红|肿|疼|痛|麻|疮|了(?![，,]|掉|坏|好[几半]))"
    r"|(?:上|有)了?(?:岁数|年纪)[^。]{0,8}(?:说|听|看|记|走)不(?:清楚?|见|住|动|懂|明白)|"
    r"把?[大院屋房铁]?门(?:都|给)?锁(?:上|好)?了(?=[，,]?(?:钥匙|人(?:去|下地|走了|出门|出去了|上[班工街])))"
    r"|(?:房|屋)顶?(?:让|叫|被)?(?:风|大风)?(?:给)?掀了?(?:几|两|一)[片块角](?:瓦)?"
    r"|(?:头|腰|腿|牙|嗓子|胃)(?:疼|痛|晕)得?(?:要命|厉害|不行|很)(?=[，,][^。]{0,6}(?:不值班|请[个半一]?[天日]?假|歇|换班|不上班|休息))"
)
_BEASTS = Pattern(
    rf"{_BEAST}(?:崽|羔)?(?:子)?[^，。]{{0,2}}(?:掉|滑|滚|跌|栽)(?:到|进|下|在)?[^，。]{{0,4}}(?:去|里|沟|坑|桥下)?了?[，,]?(?:自己|都|已经?)?(?:爬|跳|走|捞|拉|救)(?:了)?(?:上|出)来了"
    r"|(?:让|被|叫|给)(?:婆家|娘家|姥姥|姥爷|爷爷|奶奶|外婆|外公|[他她][爸妈爹娘]|姑姑?|舅舅?|姨|亲戚|老师|女婿|对象|[我俺][爸妈爹娘])(?:给)?(?:接|领|带)(?:走|回去)了(?![^。]{0,12}(?:不还|不给|不让|打|找不|抢|骗|死|刀|跳))"
    r"|捅了?(?:个|一个)?马?蜂窝(?![^。]{0,12}(?:蜇|蛰|叮|追|肿|晕|人|救))"
)
#: Who comes to a reservoir or dike and what they wear against falling in: care, no accident.
_CARE = Pattern(
    r"(?:水库|大坝|河堤|堤坝|河道|堤)(?:那边|那天)?(?:我|俺|咱)(?:们|家)?(?:也|都)?(?:算|去|来|参加|报个?名|加)(?:上|我)?[一1两]?(?:个|份|人|名|员)?[吧呗啊的]?(?=$|[，,。！\s])"
    r"|(?:(?:看|守|巡|护|下|去)[^，。\s]{1,4}?)?(?:(?:我|俺|咱)们?)?(?:会|也|都)?(?:带|穿|系|戴|拿|备)(?:上|着|好|了)?[根件个双把条]?"
    r"(?:救生衣|救生圈|绳子?|手套|安全帽|安全带|雨衣|雨靴|胶鞋|水鞋|手电|靴子?)[，,]?(?:防(?:着|止)?|别|免得|省得|小心|当心|以防|怕)(?:[我俺他她]们?|再|给|有人|谁)?"
    r"(?:掉|滑|跌|摔|栽|落|淹)(?:倒|着|到|进|下|在)?(?:了|去|水里|河里|塘里|坑里|下去)?(?=$|[，,。！\s])"
)
#: What is soiled, scratched, kept in class, smoked, stuck in an office, or was found in time.
_SLIGHT = Pattern(
    r"(?:弄|沾|蹭|溅|淋|洒|粘|糊|抹)着了?(?:点|些|一身)?(?:[灰油泥墨土漆汤汗](?!火|着)|水(?=$|[，,。\s]))"
    r"|把[^，。人娃手腿脸头我俺他她线缆]{1,7}(?:弄|沾|蹭|溅)(?:脏|湿|着了?[灰油泥墨土漆汤水])了?(?=$|[，,。\s])"
    r"|把[^，。人娃手腿脸头我俺他她线缆]{1,7}(?:蹭|刮|碰|磨|擦)掉了?(?:一?[块层片点])?[皮漆角瓷](?=$|[，,。\s])"
    r"|(?:老师)?(?:把|让|叫)?(?:我|俺)?(?:家)?(?:娃们?|孩子们?|学生|全班|全都)[^，。\s]{0,2}?留(?:堂|校|在教室|下补课)[^，。\s血打骂晕昏饿病伤哭]{0,7}(?=$|[，,。\s])"
    r"|(?:[站蹲坐]着)?(?:就|也|还|光)?抽(?:了|着|完|过)?[一两几半]?(?:根|支|口|袋|包|会儿?)(?:香|旱|水|纸)?烟(?:就走了?)?(?![^，。]{0,6}(?:着|火|燃|烧|炸|引|头|囱))"
    r"|(?:沟|渠|管子?|水|塘|田|地)(?:道)?里(?:又|还|都)?冲进(?:来)?了?(?:好多|些|一层)?[泥沙土草][沙子土]?(?!石流)"
    r"|(?:孩子|娃)?的?(?:上学|转学|入学)?(?:手续|证件?|款|合同|材料|审批|报销|贷款|户口|档案|流程|转学|学籍|申请|批文|工资)(?:手续|这块|那边)?(?:给|被|叫|让|又|还)?卡(?:住|在|着|壳)了?"
    r"|(?:(?:煤气|燃气|天然气|液化气|炉子|灶火?|电闸|电炉子?)(?:忘了?|没)关|(?:忘(?:了|记)?|没)关(?:了|上)?(?:煤气|燃气|天然气|液化气|炉子|灶火?|电闸|电炉子?))(?:了|上)?[，,]?(?:幸好|幸亏|好在|亏得)[^，。]{0,3}(?:闻|发现|看|瞅|想)(?:见|到|现|起)?来?了?(?=$|[。！])"
)
_CALM = tuple(map(Pattern, rules("urgency")["calm"]["patterns"]))
_IN_IT = Pattern(rules("urgency")["calm"]["unless"])
_CURSE = Pattern(
    r"打(?:我|俺|他|她)?(?:家)?(?:闺女|儿子|女儿|孙子|孙女|老伴|媳妇|老公|孩子|娃)?的?(?=电话|手机|号码|[，,]?\s*1[3-9]\d{9})"
    r"|(?:他|你|恁|伊|它)(?:妈|奶奶|娘|大爷|姥姥|爷爷)(?:的|个|了个)"
)

#: 「骑电动车摔了好几个人了」: counted over weeks, of a road or a step; nobody lies there now.
_IN_SUM = Pattern(
    r"(?:摔|绊|滑|崴|跌|碰)(?:倒|伤|跤)?[过了]?(?:都|已经|有|得有)?"
    r"(?:好几|几|[两二三四五六七八九十多\d]+|不少|好多|很多)(?:来|多)?(?:[个位]|[回次跤])"
    r"(?:老?人|老[头太]太?|孩子|娃|学生|小孩)?了?[啊呀。！!\s]*$"
)
_STILL = Pattern(
    r"现在|刚|正|今[天早晚]|这会|血|起不来|不动|昏|晕|救|1[12]\d|断|抬|送|快|躺|哭|喊|楼|梯|架|塔|崖|坎|井|水"
)


def is_standing(text: str) -> bool:
    """Whether a thing is told of that is broken and stays so: 「桥栏杆断了一截」."""
    return bool(_THING.search(text)) and not _HAPPENS.search(text)


def is_passed(text: str) -> bool:
    """Whether people go by what one may fall off or through, or what may fall on them:
    「盖板缺了三块，娃们天天从那过」; not by a lamp that is out."""
    return bool(_PASSED.search(text)) and bool(_HARMS.search(text))


def is_over(text: str) -> bool:
    """Whether it is said to have ended well: 「警察抱住她了」."""
    return bool(_OVER.search(text)) and not _NOT_OVER.search(text)


def is_saved(text: str) -> bool:
    """Whether somebody who was in danger is told to be out of it: 「跳河那人救起来了」."""
    return bool(_SAVED.search(text)) and not _NOT_OVER.search(text)


def is_long_past(text: str) -> bool:
    """Whether it is told of another year or month, and nothing of now."""
    return bool(_PAST.search(text)) and not _NOW.search(text)


def is_calm(text: str) -> bool:
    """Whether it is about something that endangers nobody's life (a power cut, a crowded bus), and
    nobody is told to be in it (rules/urgency.toml [calm])."""
    return any(pattern.search(text) for pattern in _CALM) and not _IN_IT.search(text)


#: Behind a number that is no emergency's: 250我叫人焊上了, not 120打不通.
_OF_A_CASE = re.compile(
    r"\s*(?:民\s*)?(?!1[12]\d\D|12\d{3}\D)\d{1,5}(?=[\s，,]*[一-鿿])"
    r"(?![年月日点号楼栋路米度斤元块个人岁户])"
)


def is_of_a_case(text: str) -> bool:
    """Whether it begins with the number of a case, as who works on one writes."""
    return bool(_OF_A_CASE.match(text))


#: 「让他们烧开了再喝」, 「叫大娘别靠近」: advice for somebody else; who calls for help is not told.
_ADVICE = Pattern(
    r"^(?:那|先|你们?|可以|还是|建议|最好|麻烦)*(?:让|叫|请|告诉|提醒|通知|嘱咐|跟|劝)"
    r"(?:他|她|群众|老乡|大家|村民|居民|用户|住户|反映人|那家|那户|家长|老人|大爷|大娘|人家)(?:们|家|里)*(?:说)?"
    r"(?:先|都|也|尽量|最好|暂时|千万|一定|自己)*(?:别|不要|烧|买|用|喝|等|绕|注意|小心|离|关|多|把|去|到|打|找|搬|换|留|拍|看|走)"
)
_CALLS = re.compile(r"救|快来|快点来|出不[来去]|怎么办|咋办|不行了|昏|晕|血|没气")
#: 「我在东莞打工，我爸在前营村，他一个人」: who somebody is and where their people live.
_INTRODUCES = re.compile(
    r"(?:(?:^|[，,。！!\s]+)(?:(?:你|您|大家)们?好|在吗|请问"
    r"|我(?:现在|目前|常年|一直)?(?:是|叫|姓|在|住|住在|跟[^，,。]{1,6}在)[^，,。！!不没掉摔困]{1,12}"
    r"|(?:[我俺])?(?:老家|家里)?(?:就)?(?:爸妈?|妈|爹娘?|娘|老人|父母|奶奶?|爷爷?|老两口|老妈|老爸|婆婆|公公|孩子|娃|儿子|女儿|儿女|子女)(?:们)?"
    r"(?:还|都|现在|一个人|两个)*(?:在|住|住在)[^，,。！!不没上里外边楼]{1,10}"
    r"|家里?就?(?:剩|有)?[我俺]?们?(?:爸妈?|妈|爹|娘|老人|奶奶|爷爷|老两口|他|她|老爸|老妈)(?:一个人|两个人|老两口)?(?:在家|了)?"
    r"|(?:他|她|老人)?(?:们)?(?:都|今年|也)?(?:是)?(?:一个人(?:在家|住|过)?|不识字|耳背|不会(?:打字|用手机|说普通话)|[七八九]十[一-鿿]{0,2}岁?了?|\d{2}岁?了?)))+[，,。！!\s]*"
)
#: Without somebody of theirs, or where such a one stands, it may be more than that.
_OF_WHOM = re.compile(r"爸|妈|爹|娘|老|奶|爷|婆|公公|孩|娃|儿|女|打工|上班")
_HIGH_OR_DEEP = re.compile(r"[楼台桥河江湖塘井坑洞崖塔轨顶]|水库|铁路|高速|高架")
#: 「墙要倒那件赶快办」: who says so works on it.
_ORDER = Pattern(
    r"(?:那件|这件|那起|那个)(?:事)?[，,]?(?:转(?!移|弯)|派|赶快办|赶紧办|抓紧|快点办|办结|延期|退回|答复|并入|再办|再去|我们去了|我去了|我们去过)"
)


def is_an_order(text: str) -> bool:
    """Whether it says what is to be done with a case, as who works on one writes."""
    return bool(_ORDER.search(text))


def is_told_to_others(text: str) -> bool:
    """Whether it is advice for somebody else, as who works on a case gives it, or only says who
    writes and where their people live: whatever its words sound like, nobody is in need."""
    if _ADVICE.search(text):
        return not _CALLS.search(text)
    if not _OF_WHOM.search(text) or _HIGH_OR_DEEP.search(text):
        return False
    return bool(_INTRODUCES.fullmatch(text))


def is_for_sale(text: str) -> bool:
    """Whether somebody sells something: 跳楼价."""
    return bool(_SALE.search(text))


#: What is blanked before danger is looked for, under the group of words without which it is not
#: there.
_BLANKED = {
    "standing.round": _ROUND,
    "standing.joke": _JOKE,
    "standing.curse": _CURSE,
    "standing.harmless": _HARMLESS,
    "standing.not_of_people": _NOT_OF_PEOPLE,
    "standing.got": _GOT,
    "standing.nobody_hurt": _NOBODY_HURT,
    "standing.goes_on": _GOES_ON,
    "standing.at_home": _AT_HOME,
    "standing.beasts": _BEASTS,
    "standing.care": _CARE,
    "standing.slight": _SLIGHT,
}


def groups() -> dict[str, tuple[str, ...]]:
    """Word groups that :func:`without_curses` wants to see scanned."""
    return {name: tuple(needed_of((pattern,))) for name, pattern in _BLANKED.items()}


def without_curses(text: str, found: Found) -> str:
    """``text`` with 「他奶奶的」, 「走了三户」, 「见着了」 and 打我 in 「打我电话」 blanked,
    as long as before: nobody's grandmother is meant, nobody leaves, nothing burns, nobody is hit.
    ``found``: a scan of the text (or of what it was before more was blanked) that covered
    :func:`groups`."""
    for group, pattern in _BLANKED.items():
        for match in pattern.near(text, found[group]) if group in found else ():
            start, end = match.span()
            text = text[:start] + " " * (end - start) + text[end:]
    return text


def is_told_in_sum(text: str) -> bool:
    """Whether it only counts who fell there so far."""
    return bool(_IN_SUM.search(text)) and not _STILL.search(text)
