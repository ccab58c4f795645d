// Time as WeChat writes it, in the county's zone.

const ZONE = "Asia/Shanghai";
const DAY = 86400;
const parts = new Intl.DateTimeFormat("zh-CN", {
  timeZone: ZONE, year: "numeric", month: "numeric", day: "numeric", weekday: "long",
  hour: "2-digit", minute: "2-digit", hourCycle: "h23",
});

function read(seconds) {
  return Object.fromEntries(parts.formatToParts(seconds * 1000).map(({ type, value }) => [type, value]));
}

// China has no summer time: the day's number since 1970 in +08:00.
const dayNumber = (seconds) => Math.floor((seconds + 8 * 3600) / DAY);

export function clockTime(seconds) {
  const { hour, minute } = read(seconds);
  return `${hour}:${minute}`;
}

export function fullTime(seconds) {
  const { year, month, day, weekday, hour, minute } = read(seconds);
  return `${year}年${month}月${day}日 ${weekday} ${hour}:${minute}`;
}

/** The line between messages: 09:03, 昨天 09:03, 星期三 09:03, 11月3日 09:03. */
export function separatorTime(seconds, now) {
  const { year, month, day, weekday } = read(seconds);
  const days = dayNumber(now) - dayNumber(seconds);
  const time = clockTime(seconds);
  if (days <= 0) return time;
  if (days === 1) return `昨天 ${time}`;
  if (days < 7) return `${weekday} ${time}`;
  const sameYear = read(now).year === year;
  return `${sameYear ? "" : `${year}年`}${month}月${day}日 ${time}`;
}

/** A length of time in words, to the minute. */
export function span(seconds) {
  const all = Math.round(seconds / 60);
  const days = Math.floor(all / 1440), hours = Math.floor((all % 1440) / 60), minutes = all % 60;
  if (days) return `${days}天${hours ? `${hours}小时` : ""}`;
  return hours ? `${hours}小时${minutes ? `${minutes}分钟` : ""}` : `${minutes}分钟`;
}
