// The grammar of each engine, as CodeMirror knows it.
import { MySQL, PostgreSQL, SQLite, type SQLDialect } from '@codemirror/lang-sql'

export function dialectOf(name: string): SQLDialect {
  return name === 'mysql' ? MySQL : name === 'sqlite' ? SQLite : PostgreSQL
}
