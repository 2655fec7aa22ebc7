/** Bars of one series beside a number that says the same; nothing is drawn for nothing. */
export function Sparkline({
  values,
  className = 'h-3 w-[3.75rem]',
}: {
  values: readonly number[];
  className?: string;
}) {
  const tallest = Math.max(1, ...values);
  return (
    <svg viewBox={`0 0 ${values.length * 2} 12`} preserveAspectRatio="none" className={className} aria-hidden="true">
      {values.map((value, index) => {
        const height = value === 0 ? 0 : Math.max(1, (value / tallest) * 12);
        // biome-ignore lint/suspicious/noArrayIndexKey: a bar is its place in time
        return <rect key={index} x={index * 2} y={12 - height} width={1.4} height={height} fill="currentColor" />;
      })}
    </svg>
  );
}
