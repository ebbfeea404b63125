/**
 * Labels and groups from a CSV keyed by image id, as the ISIC archive gives them:
 *
 *     image_id,patient_id,melanoma
 *     ISIC_0000000,IP_1,0
 *
 * The id is the column `image_id`, `image`, `isic_id`, `image_name` or `id`; the label is `labelColumn`, or else the
 * first that exists of `melanoma`, `target`, `diagnosis`, `dx`, `label`, `class`, `benign_malignant` (ISIC 2020 has a `diagnosis`
 * that is mostly `unknown` beside its `target`). Images of one patient, or of one lesion, are a group: `groupColumn`, or else
 * `patient_id` and `lesion_id`; an image without either is a group of its own. Column names are found whatever their case.
 * Commas, semicolons and tabs separate; quotes, byte-order mark and CRLF are understood. Cells are trimmed; those that pandas
 * writes or reads as missing (`NaN`, `NA`, `<NA>`, `None`, `null` …) are empty.
 */
import Papa from 'papaparse';
import type { Problem } from './problems';

const idColumns = ['image_id', 'image', 'isic_id', 'image_name', 'id'];
const labelColumns = ['melanoma', 'target', 'diagnosis', 'dx', 'label', 'class', 'benign_malignant'];
const [patientColumn, lesionColumn] = ['patient_id', 'lesion_id'];
const missing = /^(-?(NaN|nan|1\.#IND|1\.#QNAN)|#?(NA|N\/A)|#N\/A N\/A|n\/a|<NA>|null|NULL|None)$/;

/** Which columns are read; default: see `parseLabels`. */
export interface LabelColumns {
  readonly labelColumn?: string;
  readonly groupColumn?: string;
}

export interface LabelTable {
  /** Label by image id, an empty cell as ''; absent if the columns or quotes are broken, or the table has groups only. */
  readonly labels?: ReadonlyMap<string, string>;
  /** Group by image id; absent if there is no such column. */
  readonly groups?: ReadonlyMap<string, string>;
  readonly problems: readonly Problem[];
}

/** An image's id, from its file name or a cell: trimmed, without the extension of a picture, in Unicode's form NFC. */
export const imageId = (name: string): string =>
  name.trim().replace(/\.(jpe?g|png|bmp|tiff?|webp|gif|dcm)$/i, '').trim().normalize('NFC');

/** The labels and groups in the text of a CSV; `file` is the name that problems use. */
export function parseLabels(text: string, file: string, { labelColumn, groupColumn }: LabelColumns = {}): LabelTable {
  const { data, errors } = Papa.parse<string[]>(text, { skipEmptyLines: 'greedy', delimitersToGuess: [',', ';', '\t'] });
  const [header = [], ...rows] = data;
  const id = findColumn(header, idColumns);
  const label = findColumn(header, labelColumn === undefined ? labelColumns : [labelColumn]);
  const groupNames = groupColumn === undefined ? [patientColumn, lesionColumn] : [groupColumn];
  const groupColumns = groupNames.map((name) => findColumn(header, [name]));
  const wantedLabel = labelColumn === undefined ? `\`labelColumn\` or one of ${labelColumns.join(', ')}` : `\`labelColumn\` ${labelColumn}`;
  const hasGroups = groupColumns.some((column) => column >= 0);
  const problems = [
    ...errors.filter(({ type }) => type === 'Quotes').map(({ message, row }) => ({
      expected: `closed quotes in ${file}`, received: 'broken row(s)', item: `row ${(row ?? 0) + 1} (${message})`,
    })),
    ...columnProblems(header, file, [
      [id >= 0, `an id column (${idColumns.join(', ')})`],
      [label >= 0 || (labelColumn === undefined && hasGroups), `a label column (${wantedLabel})`],
      [groupColumn === undefined || hasGroups, `the \`groupColumn\` ${groupColumn}`],
    ]),
  ];
  if (problems.length > 0) return { problems };
  const ids = rows.map((row) => imageId(row[id] ?? ''));
  const whole = Array.from(rows.keys()).filter((i) => rows[i].length === header.length);
  const column = (index: number) => new Map(whole.map((i) => [ids[i], index < 0 ? '' : cell(rows[i][index])]));
  const [patients, lesions = new Map<string, string>()] = groupColumns.map(column);
  return {
    labels: label < 0 ? undefined : column(label),
    groups: hasGroups ? groupsOf(patients, lesions) : undefined,
    problems: [...rowProblems(header, rows, ids, file), ...lesionProblems(patients, lesions, file)],
  };
}

const cell = (text: string): string => (missing.test(text.trim()) ? '' : text.trim());

/**
 * The patient of each image, told by its row or by another one of its lesion; else its lesion; else the image itself. What has the name of
 * another kind says which it is: `image 7` beside a patient 7.
 */
function groupsOf(patients: ReadonlyMap<string, string>, lesions: ReadonlyMap<string, string>): Map<string, string> {
  const named = new Set(patients.values()), lesionNames = new Set(lesions.values());
  const patientOf = new Map([...patients].map(([id, patient]) => [patient && lesions.get(id), patient]));
  return new Map([...patients].map(([id, patient]) => {
    const lesion = lesions.get(id) ?? '';
    if (patient !== '') return [id, patient];
    if (lesion !== '') return [id, patientOf.get(lesion) ?? (named.has(lesion) ? `lesion ${lesion}` : lesion)];
    return [id, named.has(id) || lesionNames.has(id) ? `image ${id}` : id];
  }));
}

function lesionProblems(patients: ReadonlyMap<string, string>, lesions: ReadonlyMap<string, string>, file: string): Problem[] {
  const patientOf = new Map<string, string>();
  return [...lesions].flatMap(([id, lesion]) => {
    const patient = patients.get(id)!, known = patientOf.get(lesion);
    if (lesion === '' || patient === '' || patient === known) return [];
    patientOf.set(lesion, patient);
    if (known === undefined) return [];
    return [{ expected: `each lesion of one patient in ${file} (or \`groupColumn\`)`, received: 'lesion(s) of several', item: lesion }];
  });
}

function findColumn(header: readonly string[], names: readonly string[]): number {
  const columns = header.map((name) => name.trim().toLowerCase());
  const found = names.find((name) => columns.includes(name.toLowerCase()));
  return found === undefined ? -1 : columns.indexOf(found.toLowerCase());
}

function columnProblems(header: readonly string[], file: string, wanted: readonly [found: boolean, column: string][]): Problem[] {
  const absent = wanted.filter(([found]) => !found);
  return absent.map(([, column]) => ({ expected: `${column} in ${file}`, received: 'the columns', item: header.join(', ') }));
}

function rowProblems(header: readonly string[], rows: readonly string[][], ids: readonly string[], file: string): Problem[] {
  const seen = new Set<string>();
  return rows.flatMap((row, i) => {
    if (row.length !== header.length) {
      return [{
        expected: `${header.length} cells in each row of ${file}`,
        received: 'other row(s)',
        item: `row ${i + 2} (${row.length} cells)`,
      }];
    }
    if (seen.has(ids[i])) return [{ expected: `each id once in ${file}`, received: 'repeated row(s)', item: ids[i] }];
    seen.add(ids[i]);
    return [];
  });
}
