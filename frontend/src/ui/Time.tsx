/** A moment in the person's own language and time zone. */

const FORMAT = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });

export function Time({ at }: { at: string | Date }) {
  const date = new Date(at);
  if (Number.isNaN(date.getTime())) return <>unknown</>;
  return <time dateTime={date.toISOString()}>{FORMAT.format(date)}</time>;
}
