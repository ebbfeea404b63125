/**
 * Labels from a CSV keyed by image id, as the ISIC archive gives them:
 *
 *     image_id,melanoma
 *     ISIC_0000000,0
 *
 * The id is the column `image_id`, `image`, `isic_id`, `image_name` or `id`; the label is `labelColumn`, or else the
 * first that exists of `melanoma`, `diagnosis`, `dx`, `label`, `class`, `target`, `benign_malignant`. Column names are
 * found whatever their case. Commas, semicolons and tabs separate; quotes, byte-order mark and CRLF are understood.
 */
import Papa from 'papaparse';
import type { Problem } from './problems';

const idColumns = ['image_id', 'image', 'isic_id', 'image_name', 'id'];
const labelColumns = ['melanoma', 'diagnosis', 'dx', 'label', 'class', 'target', 'benign_malignant'];

export interface LabelTable {
  /** Label by image id, an empty cell as ''; absent where the columns or quotes are broken. */
  readonly labels?: ReadonlyMap<string, string>;
  readonly problems: readonly Problem[];
}

/** The labels in the text of a CSV; `file` is the name that problems use. */
export function parseLabels(text: string, file: string, labelColumn?: string): LabelTable {
  const { data, errors } = Papa.parse<string[]>(text, { skipEmptyLines: 'greedy', delimitersToGuess: [',', ';', '\t'] });
  const [header = [], ...rows] = data;
  const id = findColumn(header, idColumns);
  const label = findColumn(header, labelColumn === undefined ? labelColumns : [labelColumn]);
  const problems = [
    ...errors.filter(({ type }) => type === 'Quotes').map(({ message, row }) => ({
      expected: `closed quotes in ${file}`, received: 'broken row(s)', item: `row ${(row ?? 0) + 1} (${message})`,
    })),
    ...columnProblems(header, file, labelColumn, id, label),
  ];
  if (problems.length > 0) return { problems };
  const whole = rows.filter((row) => row.length === header.length);
  const labels = new Map(whole.map((row) => [row[id], row[label].trim()]));
  return { labels, problems: rowProblems(header, rows, id, file) };
}

function findColumn(header: readonly string[], names: readonly string[]): number {
  const columns = header.map((name) => name.trim().toLowerCase());
  const found = names.find((name) => columns.includes(name.toLowerCase()));
  return found === undefined ? -1 : columns.indexOf(found.toLowerCase());
}

function columnProblems(header: readonly string[], file: string, labelColumn: string | undefined, id: number, label: number) {
  const problem = (expected: string) => ({ expected: `${expected} in ${file}`, received: 'the columns', item });
  const item = header.join(', ');
  const wanted = labelColumn === undefined ? `\`labelColumn\` or one of ${labelColumns.join(', ')}` : `\`labelColumn\` ${labelColumn}`;
  return [
    ...(id < 0 ? [problem(`an id column (${idColumns.join(', ')})`)] : []),
    ...(label < 0 ? [problem(`a label column (${wanted})`)] : []),
  ];
}

function rowProblems(header: readonly string[], rows: readonly string[][], id: number, file: string): Problem[] {
  const seen = new Set<string>();
  return rows.flatMap((row, i) => {
    if (row.length !== header.length) {
      return [{
        expected: `${header.length} cells in each row of ${file}`,
        received: 'other row(s)',
        item: `row ${i + 2} (${row.length} cells)`,
      }];
    }
    if (seen.has(row[id])) return [{ expected: `each id once in ${file}`, received: 'repeated row(s)', item: row[id] }];
    seen.add(row[id]);
    return [];
  });
}
