"""What a job's title says about the work: pay, benefits, places and numbers are not part of it."""

import re

from mvs_classifier.text.normalize import normalize

_BRACKETED = re.compile(r"[(\[{【〔〖<《「『]([^()\[\]{}【】〔〕〖〗<>《》「」『』]{0,40})[)\]}】〕〗>》」』]")
_MONEY = frozenset("月入 月薪 年薪 日薪 底薪 综合 薪资 工资 保底 时薪 起薪 待遇 薪酬 平均 无责 责任".split())
_WORD = 2  # characters of each of these
# No part takes what the next one could: so no repetition is tried again with less, which would be quadratic.
_AMOUNT = r"\d[\d.,]*+\s*+(?:k|w|千|万|元|块|薪|/|每|以上|左右|起|\+|月|年|天|小?时|%)*+"
_NUMBERS = re.compile(rf"(?:{_AMOUNT}\s*+[-~—至到]\s*+)?{_AMOUNT}(?:底薪|提成|起|以上|不等|封顶)?")
_CODE = re.compile(r"(?<![a-z])[a-z]{1,4}[-_]?\d{2,}[a-z\d-]*|no\.?\s?\d+|编号\S*")
_OFFERS = re.compile(
    "月入过万|月薪过万|高薪|急招|急聘|诚聘|诚招|热招|直招|(?:大量|现)?(?:校园|社会)?招聘(?!专|主|经|助|顾|岗|总|运|h)(?:公告|信息|启事)?"
    "|聘请|招募|招贤纳士|虚位以待|加入我们|招人|急需|急|可?接受小白|零经验|无经验|经验不限|学历不限|不限(?:经验|学历)?|(?:可接[收受]|可)?应届(?:生|毕业生)?(?:可|优先)?"
    "|(?:20)?\\d\\d届|无责任"
    "|(?:大|小)?(?:双|单)休|周末双?休|朝九晚[五六]|早九晚[五六]|长白班|白班|夜班|不加班|弹性(?:工作|上班)?|居家|远程|线上办公|(?:全|兼)职|长期|短期"
    "|[五六七八]险[一二]金|[五六]险|(?:缴|上|交)社保|公积金|包(?:吃|住|食宿|餐)+|食宿|提供(?:食宿|住宿)|住宿|免费|餐补|房补|车补|补贴"
    "|带薪(?:培训|年假)?|年终奖|奖金|提成|高提成|高?底薪|无责(?:任)?(?:底薪)?|上不封顶"
    "|入职(?:即)?(?:送\\S{0,4}|缴\\S{0,4})?|福利(?:好|优厚)?|待遇(?:好|优厚|从优)?|晋升(?:快|空间大)?|大牌|名企"
    "|世界500强|500强|上市公司|国企|央企|外企|事业单位|就近(?:分配|安排)|可就近|地铁(?:口|旁|沿线)?|离家近|坐班|男女不限|可转正|工期短|日结"
    "|周结|月结|班车"
)
_PLACES = re.compile(
    "(?:北京|上海|广州|深圳|天津|重庆|杭州|南京|苏州|武汉|成都|西安|郑州|长沙|青岛|宁波|佛山|东莞|合肥|厦门|福州|济南|无锡|昆明|大连|沈阳|哈尔滨|长春|石家庄|太原|南昌|南宁|贵阳|海口|兰州|银川"
    "|乌鲁木齐|呼和浩特|拉萨|西宁|珠海|中山|惠州|温州|嘉兴|绍兴|常州|南通|徐州|烟台|潍坊|香港|澳门|台湾|华东|华南|华北|华中|西南|西北|东北|全国|海外|国内"
    "|河北|山西|辽宁|吉林|黑龙江|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|广东|海南|四川|贵州|云南|陕西|甘肃|青海|内蒙古|广西|西藏|宁夏|新疆)(?:省|市|地区|区域|片区|大区|分公司)?"
)
_GENERIC = re.compile(
    "储备(?:干部|经理人?|人才|主管|店长|管理|生)?|储干|后备(?:干部|人才)|管理培训生|管培生|培训生|领航生|合伙人|(?:城市|事业|区域)?合伙人"
    "|项目(?!经理)|专员|专责|助理|经理人?|主管|主任|总监|总经理|副总(?:裁|经理)?|总裁|负责人|部长|科长|组长|班长|干部|干事|职员|员工|人员|成员"
    "|科员|组员|实习生?|见习生?|寒假|暑期|日常|春招|秋招|春季|秋季|提前批|接班人|未来之星|计划|正式工|临时|外勤|内勤|办事员|职能|综合|白领|总经办"
    "|总经理办公室|办事处|首席执行官|执行|常务|联合创始人|创业|股东|特聘|专家|总助|老板|零基础|转行|待定|面议|学徒工?|新人"
    "|(?:应届|优秀|大)?(?:大学|毕业|本科|研究|高校|专科)生|校招生?|校园招聘|社招|社会招聘|人才|英才|精英|菁英|青年|岗位?|职位|工作|若干|名|位"
    "|正式|初级|中级|高级|资深|副|正|部门|事业部|分公司|公司|集团|有限|中心|团队|总部|业内|某|多|各类?|类|等|及|和|或|其他|其它|综合|一线|基层"
    "|骨干|顾问"
    "|manager|assistant|intern(?:ship)?|trainee|associate|specialist|director|staff|junior"
    "|senior|management|program|partner|vp|ceo|coo|graduate"
)
_MARKS = re.compile(r"[\W_\d]+")


def bare_title(title: str) -> str:
    """Remove from a title what says nothing about the work: pay, benefits, urgency, codes, places, numbers, brackets.

    The content of brackets stays if it says more than that. If nothing is left, the result is empty.

    Args:
        title: a job's title as given.

    Returns:
        The title, normalised.

    >>> bare_title("课程顾问（包吃住，底薪4000）"), bare_title("急聘Java工程师（上海）J1319")
    ('课程顾问', 'java工程师')
    """
    text = normalize(title)
    text = _BRACKETED.sub(lambda inside: f" {_kept(inside[1])} ", text)
    return _kept(text)


def is_open(title: str) -> bool:
    """Return whether a title names no work at all, such as 储备干部 or 实习生, or is empty.

    >>> is_open("急招储备干部（包吃住）"), is_open("行政专员")
    (True, False)
    """
    return not _MARKS.sub("", _GENERIC.sub("", bare_title(title)))


def _kept(text: str) -> str:
    text = _CODE.sub(" ", _OFFERS.sub(" ", text))
    text = _PLACES.sub(" ", _without_numbers(text))
    return " ".join(part for part in re.split(r"[\s/、,;|+·~:!*#。?-]+", text) if any(map(str.isalpha, part)))


def _without_numbers(text: str) -> str:
    """Replace numbers and the words for pay before them by spaces.

    The words are looked for from each number backwards. Looking forwards for words that a number follows would read a
    long row of them again from each of them.
    """
    kept, done = [], 0
    for number in _NUMBERS.finditer(text):
        start = number.start()
        while start - _WORD >= done and text[start - _WORD : start] in _MONEY:
            start -= _WORD
        kept.append(text[done:start])
        done = number.end()
    return " ".join([*kept, text[done:]])
