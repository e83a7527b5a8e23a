/* Numbers, rates and times as the screens print them. Pure functions. */
(() => {
  const g = window.gridwall;
  const MINUS = "\u2212";
  const whole = new Intl.NumberFormat("en-US", { maximumFractionDigits: 0 });
  const tenth = new Intl.NumberFormat("en-US", { minimumFractionDigits: 1, maximumFractionDigits: 1 });
  const clock = new Intl.DateTimeFormat("en-GB", { timeZone: g.config.zone, hour: "2-digit", minute: "2-digit" });
  const parts = new Intl.DateTimeFormat("en-CA", {
    timeZone: g.config.zone, year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit",
    second: "2-digit", hourCycle: "h23", timeZoneName: "longOffset",
  });

  /** Half up, as the city's reports round; the small push undoes binary fractions such as 0.97755. */
  const halfUp = (value, digits) => Math.round(value * 10 ** digits + 1e-9 * Math.sign(value)) / 10 ** digits;

  /** Counts with commas; a weighted sum that is no whole number keeps one decimal. */
  const count = (value) => {
    if (value === null || value === undefined) return "—";
    return (Number.isInteger(value) || value >= 1000 ? whole : tenth).format(value).replace("-", MINUS);
  };

  /** A ratio as per cent with two decimals, 100 without. */
  const rate = (ratio, digits = 2) => {
    if (ratio === null || ratio === undefined) return "—";
    const percent = halfUp(ratio * 100, digits);
    return percent === 100 ? "100" : percent.toFixed(digits);
  };

  /** A change as signed per cent, capped where a longer number would say no more. */
  const change = (ratio, digits = 1) => {
    if (ratio === null) return "—";
    const percent = halfUp(ratio * 100, digits);
    if (Math.abs(percent) >= 1000) return percent > 0 ? ">999%" : `<${MINUS}999%`;
    const sign = percent > 0 ? "+" : percent < 0 ? MINUS : "±";
    return `${sign}${Math.abs(percent).toFixed(Math.abs(percent) >= 100 ? 0 : digits)}%`;
  };

  /** City wall-clock time HH:MM. */
  const time = (ms) => clock.format(ms);

  const split = (ms) => Object.fromEntries(parts.formatToParts(ms).map((part) => [part.type, part.value]));

  /** City date and time, 2024-11-15 10:42. */
  const moment = (ms) => {
    const p = split(ms);
    return `${p.year}-${p.month}-${p.day} ${p.hour}:${p.minute}`;
  };

  /** City date and time with seconds, 2024-11-15 10:42:07: a clock's face. */
  const second = (ms) => `${moment(ms)}:${split(ms).second}`;

  const days = new Intl.DateTimeFormat(document.documentElement.lang || "zh-CN", { timeZone: g.config.zone, weekday: "short" });

  /** The day of the week in the page's language. */
  const weekday = (ms) => days.format(ms);

  /** RFC 3339 with the city's offset. */
  const rfc3339 = (ms) => {
    const p = split(ms);
    const offset = p.timeZoneName.replace("GMT", "") || "+00:00";
    return `${p.year}-${p.month}-${p.day}T${p.hour}:${p.minute}:${p.second}${offset}`;
  };

  /** Time left or overrun: 00:18 left, −01:12 late; days where hours would be many. */
  const span = (ms) => {
    const minutes = Math.floor(Math.abs(ms) / 60000);
    const sign = ms < 0 && minutes ? MINUS : "";
    if (minutes >= 48 * 60) return g.word("{} 天", sign + Math.floor(minutes / 1440));
    const two = (n) => String(n).padStart(2, "0");
    return `${sign}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
  };

  g.format = { count, rate, change, time, moment, second, rfc3339, span, weekday };
})();
