// Whether a row of measurements is flat: what grows with time and is never given back is a leak.

// The middle one of the first third, and of the last third.
function ends(values: readonly number[]): [number, number] {
  const third = Math.max(1, Math.floor(values.length / 3));
  const middle = (some: readonly number[]): number => [...some].sort((a, b) => a - b)[Math.floor(some.length / 2)] ?? NaN;
  return [middle(values.slice(0, third)), middle(values.slice(-third))];
}

// What has grown by more than `share` of what it was and by more than `most`, as texts.
export function growths(rows: ReadonlyMap<string, readonly number[]>, { share, most }: { share: number; most: number }): string[] {
  return [...rows].flatMap(([name, values]) => {
    const [first, last] = ends(values);
    return last - first > Math.max(first * share, most) ? [`${name} has grown from ${String(first)} to ${String(last)}`] : [];
  });
}

export function summary(rows: ReadonlyMap<string, readonly number[]>): string {
  return [...rows].map(([name, values]) => `${name} ${ends(values).join(' → ')} (at most ${String(Math.max(...values))})`).join(', ');
}
