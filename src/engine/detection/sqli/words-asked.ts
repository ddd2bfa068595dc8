/** The words by which `follows.ts` tells prose from SQL. */
import { enter } from '../../asking/lexicon.ts'
import {
  COMPARES,
  CONTINUES,
  ENDS,
  ENDS_LIST,
  IF,
  JOINS,
  LOGIC,
  NAMES,
  NOT,
  NULLS,
  OPERATOR,
  PREFIX,
  QUERIES,
  READS,
  STATEMENT,
} from '../../asking/lists.ts'
import { statements } from './cues.ts'

enter('exists binary case select distinct interval', PREFIX)
enter('like rlike regexp glob ilike similar sounds in is between div mod xor collate union match not', OPERATOR)
enter(
  `and or xor not like rlike regexp glob ilike similar match sounds in between is div mod collate union
  intersect except minus select from where having order group by limit offset into drop create alter truncate insert replace
  merge update delete exec execute declare shutdown waitfor begin call case when then else end as procedure set asc desc
  returning for using procedure rows fetch escape`,
  CONTINUES,
)
enter(
  `nulls lock window with qualify if print use backup restore kill raiserror while dbcc grant revoke go open close fetch
  deny throw return goto at partition rows range groups outfile dumpfile over within filter ignore respect all any some
  isnull notnull overlaps contains member of escape as then end is`,
  ENDS,
)
enter('and or xor', LOGIC)
enter('like in is between', COMPARES)
enter('null not true false unknown distinct', NULLS)
enter('union all distinct except intersect minus', JOINS)
enter('table values with all distinct', QUERIES)
enter('user database version current_user session_user system_user sysdate banner top distinct all concat', READS)
enter('from as into union where limit order', ENDS_LIST)
enter('not', NOT)
enter('if', IF)
enter('as', NAMES)
enter(statements.join(' '), STATEMENT)
