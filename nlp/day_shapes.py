"""The shapes in which people name days, each with the function that counts it."""

from __future__ import annotations

import re

from nlp.chinese_numbers import NUMBER
from nlp.day_readers import (
    Rule,
    read_coming_holiday,
    read_day_of_month,
    read_holiday,
    read_iso,
    read_length,
    read_month_and_day,
    read_named_month,
    read_near_day,
    read_next_year,
    read_part_of_year,
    read_quarter,
    read_relative_month,
    read_short,
    read_spring_festival,
    read_vague,
    read_week,
    read_weekday,
)
from nlp.lunar_days import (
    MONTH,
    MONTH_AND_DAY,
    NAMED,
    NEW_YEARS_DAY,
    read_lunar_day,
    read_lunar_month,
    read_lunar_name,
    read_new_years_day,
)

_HOLIDAYS = (
    "国庆|春节|中秋|五一|劳动节|元旦|阳历年|清明|端午|端阳|八月十五|过年|大年"
    "|(?<![一二三四五六七八九〇零\\d民第])十一(?![月号日个户人点年家件条盏位名十百千万块元次天岁斤米])"
)
_YEAR = r"(?P<year>\d{4}年|今年|本年|明年|后年)?"
_MONTH = r"(?P<month>1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])(?:月份|月)"
_BEFORE = r"(?:之前|以前|前)?"
_PART = r"(?P<part>底|末|初|头上|中旬|上旬|下旬|中(?!午|间)|半(?!个)|内|里)?"
_WEEK_WORD = r"(?:周|星期|礼拜)"
_DAY_NUMBER = r"(?P<day>[12]\d|3[01]|0?[1-9]|[二三]?十[一二三四五六七八九]?|[一二三四五六七八九])"

RULES: tuple[Rule, ...] = tuple(
    (re.compile(pattern), read)
    for pattern, read in (
        (
            r"(?<!\d)(?P<y>20\d\d)[-/.年](?P<m>\d{1,2})[-/.月](?P<d>\d{1,2})(?!\d)[日号]?"
            + _BEFORE,
            read_iso,
        ),
        (
            r"(?<![\d.〔\[(（-])(?P<m>1[0-2]|0?[1-9])[./](?P<d>[12]\d|3[01]|0?[1-9])(?![\d.年%类〕\]])"
            r"(?:[日号](?:之前|以前|前)?|之前|以前|前)",
            read_short,
        ),
        (
            r"(?<=[到至])(?P<m>1[0-2]|0?[1-9])[./](?P<d>[12]\d|3[01]|0?[1-9])(?![\d.年%米公里])",
            read_short,
        ),
        (rf"(?<!\d){_YEAR}{_MONTH}{_DAY_NUMBER}(?![\d个天])[日号]?{_BEFORE}", read_month_and_day),
        (rf"(?<!\d){_YEAR}{_MONTH}(?!\d){_PART}(?P<before>之前|以前|前)?", read_named_month),
        (
            r"(?P<which>本|这个?|当|下下个?|下个?)?月(?:份)?"
            rf"(?:{_DAY_NUMBER}[日号]|{_PART}){_BEFORE}",
            read_relative_month,
        ),
        (
            rf"{_YEAR}(?P<part>年底|年末|底|末|年内|下半年|上半年|年中|年初|初|开春|春天){_BEFORE}",
            read_part_of_year,
        ),
        (r"明年", read_next_year),
        (
            rf"{_YEAR}第?(?P<which>本|这个|这|下个|下|[一二三四1-4])季度(?:末|底|内)?{_BEFORE}",
            read_quarter,
        ),
        (MONTH_AND_DAY, read_lunar_day),
        (MONTH, read_lunar_month),
        (NEW_YEARS_DAY, read_new_years_day),
        (NAMED, read_lunar_name),
        (
            rf"(?P<over>过完|过了|等过了)?(?P<name>{_HOLIDAYS})节?(?:假期|长假|放假|假)?"
            r"(?P<side>之前|以前|前|之后|以后|过后|后|完|期间)?",
            read_holiday,
        ),
        (r"年前|节前(?=.{0,4}年)|年后|过完年|过了年|出了年", read_spring_festival),
        (r"节前|节后|假期后|放假前|放完假|收假后|假后", read_coming_holiday),
        (
            rf"(?P<which>下下个?|下个?|上个?|本|这个?)?{_WEEK_WORD}(?P<weekday>[一二三四五六日天1-7])"
            rf"(?![个天周月\d年])(?:上午|下午|早上|晚上|晚)?(?:下班)?{_BEFORE}",
            read_weekday,
        ),
        (
            rf"(?P<which>下下个?|下个?|上个?|本|这个?)?(?:周|星期|礼拜)(?P<end>末|底){_BEFORE}",
            read_week,
        ),
        (
            rf"(?P<which>下下个?|下个?|上个?|本|这个?){_WEEK_WORD}(?![一二三四五六日天1-7末底])"
            rf"(?P<end>)(?:之内|以内|内|里)?{_BEFORE}",
            read_week,
        ),
        (
            r"(?P<which>大后|[昨前今明后当])[天日儿](?:个)?(?:上午|下午|早上|晚上|一早|晚|中午)?"
            r"(?:下班)?(?:之前|以前|前)?",
            read_near_day,
        ),
        (r"(?P<which>[今明])(?:早|晚|上午|下午)", read_near_day),
        (
            r"过几天|过两天|过些日子|过段时间|过一阵子?|这几天|这两天|近期|近日|不久|过些天"
            r"|[一二三四五六七八九十几]+[天日]?半个?月|[十几二三]+来天|个把月",
            read_vague,
        ),
        (
            r"(?P<ahead>(?:再|还)?(?:给|要|需要?|用|宽限|延长?|延期|推迟|缓|晚|等|请假?|过)"
            r"(?:我们|我|俺们?)?(?:大概|大约|个)?|预计|大概|大约|再)?\s?"
            rf"(?<!\d)(?!\d{{4}}年)(?:(?P<count>{NUMBER})个?(?P<half>半)?|(?P<only>半))个?"
            r"(?P<unit>工作日|天|日|周|星期|礼拜|月|年)(?![份底末初])(?:的?时间)?"
            r"(?P<within>之内|以内|内|之后|以后|后|左右)?",
            read_length,
        ),
        (
            rf"(?<![\d第.〕\]）)民#])(?P<lead>到|至|等)?{_DAY_NUMBER}(?P<sign>[号日])(?![内线楼院门房店巷车])"
            r"(?P<side>之前|以前|前|左右|上午|下午|以后|之后|后)?",
            read_day_of_month,
        ),
    )
)
