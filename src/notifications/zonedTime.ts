/**
 * A time as people in that zone read it, with the offset from UTC (ISO 8601) and the zone's name, so that whoever reads it
 * elsewhere can tell when it was: `2026-11-29 14:05:26 +01:00 (Europe/Berlin)`.
 *
 * @param iso an instant in ISO 8601
 * @param timeZone an IANA time zone; UTC where it is not known
 */
export function zonedTime(iso: string, timeZone: string): string {
  const at = new Date(iso);
  if (Number.isNaN(at.getTime())) return iso;
  const zone = isTimeZone(timeZone) ? timeZone : 'UTC';
  const parts = new Map(
    formatter(zone)
      .formatToParts(at)
      .map(({ type, value }) => [type, value]),
  );
  const of = (type: Intl.DateTimeFormatPartTypes): string => parts.get(type) ?? '';
  const offset = of('timeZoneName').replace(/^GMT$/, 'GMT+00:00').slice('GMT'.length);
  return `${of('year')}-${of('month')}-${of('day')} ${of('hour')}:${of('minute')}:${of('second')} ${offset} (${zone})`;
}

function formatter(timeZone: string): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat('en-GB', {
    ...{ timeZone, timeZoneName: 'longOffset', hourCycle: 'h23' },
    ...{ year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', second: '2-digit' },
  });
}

function isTimeZone(timeZone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}
