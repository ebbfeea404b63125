/** What is wrong with a data set, gathered so that one error names every offender. */

export interface Problem {
  /** What was expected of every item, such as `a mask for every image`. */
  readonly expected: string;
  /** What the offenders are, such as `image(s) without a mask`; `(s)` is kept where there are several. */
  readonly received: string;
  /** The offending file, row or id. */
  readonly item: string;
}

/** Throws one error with a line for each kind of problem: the count, and the first ten offenders by name. */
export function throwProblems(subject: string, problems: readonly Problem[]): void {
  if (problems.length === 0) return;
  const lines = kinds(problems).map((kind) => {
    const { expected, received } = kind[0];
    const several = kind.length === 1 ? received.replaceAll('(s)', '') : `${kind.length} ${received.replaceAll('(s)', 's')}`;
    return `expected ${expected}, received ${several}: ${firstTen(kind.map(({ item }) => item))}.`;
  });
  throw new Error(`Invalid ${subject}: ${lines.length === 1 ? lines[0] : lines.map((line) => `\n- ${line}`).join('')}`);
}

function kinds(problems: readonly Problem[]): Problem[][] {
  const groups = new Map<string, Problem[]>();
  for (const problem of problems) {
    const key = `${problem.expected}\n${problem.received}`;
    groups.set(key, [...(groups.get(key) ?? []), problem]);
  }
  return [...groups.values()];
}

function firstTen(items: readonly string[]): string {
  const more = items.length > 10 ? ` and ${items.length - 10} more` : '';
  return items.slice(0, 10).join(', ') + more;
}
