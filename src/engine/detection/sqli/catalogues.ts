/** Names that stand for nothing but a database's own tables and functions, even where no statement is around them. */

/** Catalogues that no application's names are mistaken for. */
export const unmistakable: ReadonlySet<string> = new Set(
  `information_schema pg_catalog pg_shadow pg_authid pg_stat_activity pg_database sqlite_master sqlite_schema
  sqlite_temp_master sysobjects syscolumns sysdatabases syslogins sysxlogins msysobjects msysaccessobjects msysqueries
  msysaces rdb$database rdb$relations mon$database v$version v$instance v$session v$parameter all_tab_columns
  user_tab_columns dba_users dba_tables dba_tab_columns dba_role_privs dba_sys_privs sysdummy1`.split(/\s+/),
)

/** Functions that tell who or what the server is. */
export const environment: readonly string[] = [
  'user',
  'database',
  'version',
  'current_user',
  'current_database',
  'session_user',
  'system_user',
]

const isEnvironment: ReadonlySet<string> = new Set(environment)

/** The word of `text` from `start` to `end` is one of `environment`. */
export function tellsOfServer(text: string, start: number, end: number): boolean {
  return end - start <= 16 && isEnvironment.has(text.slice(start, end).toLowerCase())
}

/** The word of `text` from `start` to `end` is one of `unmistakable`. */
export function isUnmistakable(text: string, start: number, end: number): boolean {
  return end - start <= 20 && unmistakable.has(text.slice(start, end).toLowerCase())
}

/** Functions by which a text is guessed letter by letter. */
export const readers: readonly string[] = ['ascii', 'ord', 'substr', 'substring', 'char_length', 'hex']

/** What may stand between IF and such a function. */
export const openings: readonly string[] = ['(', ' (', '((']
