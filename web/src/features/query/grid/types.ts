// What a column holds, by the type's name in the server's words: its glyph, its side.

export type Kind =
  | 'integer'
  | 'decimal'
  | 'text'
  | 'boolean'
  | 'date'
  | 'time'
  | 'timestamp'
  | 'instant'
  | 'json'
  | 'array'
  | 'bytes'
  | 'uuid'
  | 'other'

export const GLYPHS: Record<Kind, string> = {
  integer: '12',
  decimal: '1.2',
  text: 'Aa',
  boolean: '01',
  date: 'dt',
  time: 't',
  timestamp: 'ts',
  instant: 'tz',
  json: '{}',
  array: '[]',
  bytes: '0x',
  uuid: 'id',
  other: '··',
}

const RULES: readonly [RegExp, Kind][] = [
  [/\[\]|^_|^array/, 'array'],
  [/^jsonb?$/, 'json'],
  [/^bool/, 'boolean'],
  [/^uuid/, 'uuid'],
  [/timestamptz|timestamp.*with time zone/, 'instant'],
  [/^(timestamp|datetime)/, 'timestamp'],
  [/^date$/, 'date'],
  [/^time/, 'time'],
  [/^(bytea|blob|binary|varbinary|(tiny|medium|long)blob)/, 'bytes'],
  [/^(u|unsigned )?(tiny|small|medium|big)?int(eger)?\d?\b|^(small|big)?serial|^year|^oid$/, 'integer'],
  [/^(numeric|decimal|dec|double|float|real|money)/, 'decimal'],
  [/char|text|clob|^name$|^enum|^set|^citext/, 'text'],
]

/** MySQL's `timestamp` is an instant, PostgreSQL's has no zone. */
export function kindOf(dataType: string, dialect: string): Kind {
  const name = dataType.toLowerCase()
  if (dialect === 'mysql' && name.startsWith('timestamp')) return 'instant'
  return RULES.find(([pattern]) => pattern.test(name))?.[1] ?? 'other'
}

export function isRight(kind: Kind): boolean {
  return kind === 'integer' || kind === 'decimal'
}
