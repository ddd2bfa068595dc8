/**
 * The words of SQL's dialects by what they do in a statement. A word's kind is its token kind.
 */
import { T } from './token-kinds.ts'

const words: readonly (readonly [kind: number, words: string])[] = [
  [T.logic, 'and or xor'],
  // SOUNDS stands before LIKE as NOT does.
  [T.not, 'not sounds'],
  [T.like, 'like rlike regexp glob ilike similar match'],
  [T.in, 'in'],
  [T.between, 'between'],
  [T.is, 'is'],
  [T.literal, 'null true false unknown current_date current_time current_timestamp localtime sysdate rownum'],
  [T.arithmetic, 'div mod collate'],
  [T.setOperator, 'union intersect except minus'],
  [T.all, 'all distinct distinctrow top'],
  [T.select, 'select'],
  [T.from, 'from'],
  [T.where, 'where'],
  [T.having, 'having'],
  [T.order, 'order group'],
  [T.by, 'by'],
  [T.limit, 'limit offset'],
  [T.into, 'into'],
  [T.drop, 'drop create alter truncate'],
  [T.insert, 'insert replace merge'],
  [T.update, 'update'],
  [T.delete, 'delete'],
  [T.exec, 'exec execute'],
  [T.declare, 'declare'],
  [T.shutdown, 'shutdown'],
  [T.waitfor, 'waitfor'],
  [T.delay, 'delay time'],
  [T.begin, 'begin'],
  [T.call, 'call'],
  [T.case, 'case'],
  [T.when, 'when'],
  [T.thenElse, 'then else'],
  [T.end, 'end'],
  [T.as, 'as'],
  [T.object, 'table database schema view index user login role function trigger column tablespace sequence alias type'],
  [T.procedure, 'procedure'],
  [T.analyse, 'analyse analyze'],
  [T.outfile, 'outfile dumpfile'],
  [T.infile, 'infile'],
  [
    T.verb,
    `copy grant revoke attach detach pragma load handler rename kill use print backup restore prepare deallocate do
    vacuum dbcc explain bulk raiserror install show describe reindex optimize flush reconfigure reset lock`,
  ],
  [T.type, 'varchar nvarchar int nchar sysname datetime varbinary bigint cursor'],
  [T.program, 'program'],
  [T.set, 'set'],
  [T.binary, 'binary'],
  [T.exists, 'exists any some'],
  // Functions that wait, fail with the data in the message, or reach out of the database: nobody calls them by chance.
  [
    T.danger,
    `benchmark pg_sleep pg_sleep_for pg_sleep_until extractvalue updatexml load_file randomblob zeroblob lo_import
    lo_export pg_read_file pg_read_binary_file pg_ls_dir openrowset opendatasource openquery name_const gtid_subset
    gtid_subtract geometrycollection multipoint multilinestring multipolygon linestring regexp_substring crypt_key
    sys_eval sys_exec get_lock release_lock master_pos_wait source_pos_wait
    wait_for_executed_gtid_set wait_until_sql_thread_after_gtids load_extension query_to_xml database_to_xml xmltype
    sqlite_version fn_xe_file_target_read_file fn_get_audit_file fn_trace_gettable st_latfromgeohash
    st_pointfromgeohash st_longfromgeohash pg_terminate_backend dblink dblink_connect dblink_exec dblink_send_query current_setting httpuritype sleepeachrow
    lo_from_bytea lo_put pg_stat_file pg_file_write table_to_xml schema_to_xml cursor_to_xml
    pg_ls_logdir pg_ls_waldir pg_ls_tmpdir pg_ls_archive_statusdir pg_file_read pg_file_unlink pg_file_rename
    pg_logdir_ls pg_rotate_logfile pg_reload_conf pg_cancel_backend pg_switch_wal pg_current_logfile
    pg_relation_filepath lo_get lo_unlink lo_create lowrite loread database_to_xmlschema query_to_xmlschema
    query_to_xml_and_xmlschema table_to_xmlschema table_to_xml_and_xmlschema schema_to_xmlschema
    database_to_xml_and_xmlschema dblink_connect_u dblink_get_result dblink_fetch dblink_open inet_server_addr
    inet_server_port ts_stat ts_rewrite release_all_locks master_gtid_wait fn_virtualfilestats fn_dblog
    fn_dump_dblog fn_my_permissions fn_servershareddrives openxml dburitype xdburitype ftpuritype fts3_tokenizer
    sys_connect_by_path sys_get sys_set sys_bineval`,
  ],
  // Packages: the same, called through a dot.
  [
    T.package,
    `dbms_pipe dbms_lock dbms_ldap dbms_xmlgen dbms_xslprocessor dbms_java dbms_scheduler dbms_session dbms_utility
    dbms_sql dbms_cube_exp dbms_random utl_http utl_inaddr utl_smtp utl_tcp utl_file utl_raw ctxsys user_lock
    dbms_backup_restore dbms_export_extension
    dbms_advisor dbms_aw dbms_aqadm dbms_cdc_publish dbms_cdc_subscribe dbms_cdc_impdp dbms_debug_jdwp
    dbms_java_test dbms_jvm_exp_perms dbms_lob dbms_metadata dbms_network_acl_admin dbms_obfuscation_toolkit
    dbms_assert dbms_job dbms_registry dbms_repcat_rpc dbms_crypto dbms_streams_auth dbms_xmlquery dbms_xmlstore
    dbms_xdb dbms_datapump dbms_epg dbms_output dbms_xmldom dbms_xmlparser dbms_redact dbms_cloud dbms_ijob
    dbms_prvtaqip utl_mail utl_dbws utl_encode utl_compress utl_url owa_util ordsys kupp$proc sysibmadm`,
  ],
  [
    T.extended,
    `xp_cmdshell xp_dirtree xp_fileexist xp_regread xp_regwrite xp_regdeletekey xp_regenumvalues xp_loginconfig
    xp_availablemedia xp_enumdsn xp_servicecontrol xp_subdirs xp_ntsec_enumdomains xp_terminate_process xp_makecab
    xp_getnetname xp_getfiledetails sp_executesql sp_oacreate sp_oamethod sp_configure sp_addextendedproc
    sp_password sp_addlogin sp_addsrvrolemember sp_makewebtask sp_execute_external_script sp_dropextendedproc
    sp_replwritetovarbin
    xp_instance_regread xp_instance_regwrite xp_instance_regenumvalues xp_enumgroups xp_enumerrorlogs
    xp_readerrorlog xp_readmail xp_sendmail xp_startmail xp_stopmail xp_deletemail xp_findnextmsg xp_logevent
    xp_msver xp_sprintf xp_sscanf xp_sqlmaint xp_grantlogin xp_revokelogin xp_logininfo xp_delete_file
    xp_delete_files xp_copy_file xp_copy_files xp_create_subdir xp_dsninfo xp_eventlog xp_displayparamstmt
    xp_execresultset xp_fixeddrives xp_get_mapi_profiles xp_get_mapi_default_profile xp_printstatements
    xp_proxiedmetadata xp_runwebtask xp_convertwebtask xp_dropwebtask xp_makewebtask xp_readwebtask
    xp_setsqlsecurity xp_sqlinventory xp_sqlregister xp_sqltrace xp_sqlagent_monitor xp_unpackcab xp_updatecolvbm
    xp_peekqueue xp_oledbinfo xp_perfend xp_perfmonitor xp_perfsample xp_perfstart xp_showcolv xp_snmp_getstate
    xp_test_mapi_profile xp_trace_setqueryhistory xp_enum_oledb_providers xp_enum_activescriptengines
    xp_regaddmultistring xp_regremovemultistring xp_regdeletevalue xp_regenumkeys xp_getfilenames sp_addlinkedserver
    sp_addlinkedsrvlogin sp_serveroption sp_helpuser sp_helptext sp_msforeachtable sp_msforeachdb sp_msdropretry
    sp_oagetproperty sp_oasetproperty sp_oadestroy sp_oageterrorinfo sp_adduser sp_droplogin sp_send_dbmail
    sp_start_job sp_add_job sp_add_jobstep sp_add_jobserver sp_delete_job sp_attach_db sp_procoption sp_sqlexec
    sp_who sp_who2 sp_linkedservers sp_changedbowner sp_grantdbaccess sp_addrolemember sp_droprolemember
    sp_dropserver sp_addmessage sp_addremotelogin sp_cycle_errorlog sp_set_session_context sp_prepexec sp_helpdb
    sp_helprotect sp_stored_procedures`,
  ],
  [T.sleep, 'sleep'],
  [
    T.function,
    `ascii ord char chr nchar unichar concat substring substr mid left right length len datalength hex unhex count
    version user database current_database current_user session_user system_user schema if iif isnull nullif
    coalesce decode cast convert try_cast try_convert md5 sha1 sha2 lower upper lcase ucase floor ceil rand random
    repeat replicate reverse instr locate position bin elt field strcmp exp row to_char tochar bitand stuff conv
    password encode uuid polygon pow power regexp_like regexp_substr ln sqrt abs min max greatest least sum avg typeof quote
    printf unicode likelihood to_base64 from_base64`,
  ],
  [
    T.native,
    `group_concat concat_ws string_agg listagg wm_concat substring_index char_length octet_length find_in_set make_set
    export_set user_name suser_sname suser_name is_srvrolemember is_member has_dbaccess db_name db_id host_name object_id
    object_name col_name last_insert_id found_rows row_count connection_id json_extract json_length json_keys
    json_arrayagg json_objectagg json_array_length json_depth json_valid json_type xmlelement xmlagg xmltable nvl nvl2 ifnull
    to_number rowcount_big quotename patindex charindex rawtohex hextoraw sys_context sys_guid generate_series
    total_changes bin_to_uuid uuid_to_bin inet_aton inet_ntoa aes_encrypt aes_decrypt des_encrypt sqlite_source_id
    sqlite_compileoption_get pg_backend_pid pg_postmaster_start_time has_table_privilege has_database_privilege
    loginproperty serverproperty fn_varbintohexstr sec_to_time period_add period_diff maketime makedate timestampadd
    convert_tz is_free_lock is_used_lock regexp_instr xml_is_well_formed json_storage_size ora_hash bitor bit_count
    jsonb_path_exists jsonb_path_query jsonb_path_match jsonb_exists jsonb_array_length jsonb_typeof jsonb_extract_path json_extract_path
    json_contains json_contains_path json_overlaps json_search json_unquote json_value json_query json_each row_to_json
    array_length array_to_string regexp_count regexp_matches regexp_replace scope_identity ident_current hashbytes parsename
    original_login original_db_name databasepropertyex connectionproperty columnproperty objectproperty
    filegroup_name index_col is_rolemember has_perms_by_name suser_id suser_sid fn_helpcollations
    fn_listextendedproperty inet_client_addr inet_client_port pg_conf_load_time pg_has_role has_any_column_privilege
    has_column_privilege has_function_privilege has_schema_privilege has_server_privilege has_tablespace_privilege
    current_schemas txid_current pg_get_viewdef pg_get_functiondef pg_encoding_to_char pg_relation_size
    pg_database_size pg_size_pretty pg_advisory_lock sys_xmlgen sys_xmlagg xmlforest xmlsequence xmlconcat
    xmlcolattval existsnode appendchildxml insertchildxml deletexml tz_offset chartorowid rowidtochar nls_charset_id
    xmlserialize inet6_aton inet6_ntoa is_ipv4_compat is_ipv4_mapped old_password uncompressed_length utc_timestamp
    ps_current_thread_id ps_thread_id statement_digest weight_string json_array_append json_array_insert
    json_merge_patch json_merge_preserve json_schema_valid json_storage_free json_group_array json_group_object
    json_tree last_insert_rowid sqlite_compileoption_used currentdatabase`,
  ],
  // What every database calls its own catalogue.
  [
    T.catalogue,
    `information_schema sysobjects syscolumns sysdatabases sysusers syslogins sysservers systypes sysprocesses
    sysxlogins syscomments sysdummy1 sysaltfiles sysdevices syspermissions systables sysibm syscat pg_catalog pg_user pg_shadow pg_database pg_tables
    pg_class pg_authid pg_roles pg_proc pg_stat_activity pg_attribute pg_namespace pg_group pg_settings pg_type
    pg_am sqlite_master sqlite_schema sqlite_temp_master sqlite_sequence all_tables all_users all_tab_columns
    all_tab_cols all_tab_privs all_objects all_views all_catalog user_tables user_users user_tab_columns user_catalog
    user_objects user_views user_role_privs user_sys_privs user_tab_privs dba_users dba_tables dba_tab_columns
    dba_role_privs dba_sys_privs dba_tab_privs dba_objects dba_data_files role_sys_privs global_name v$version
    v$instance v$database v$session v$parameter v$datafile product_component_version session_privs session_roles
    msysobjects msysaccessobjects msysqueries msysaces rdb$database rdb$relations mon$database domain_tables
    innodb_table_stats schema_table_statistics schema_auto_increment_columns sysconstraints sysfiles sysdba
    msysaccessxml msysrelationships user$ sysserverse sysmembers sysprotects sysdatabase sysmail_server`,
  ],
  // Catalogue only with a dot behind it.
  [T.schema, 'mysql master sys domain msdb tempdb performance_schema'],
  // Functions that are called without parentheses.
  [T.bare, 'sysuser sysuid'],
]

const size = 4096
const slots = new Int16Array(size).fill(-1)
const spelt: string[] = []
const kinds: number[] = []

/** The hash of the word from `start` to `end`: enough to tell most words from SQL's without reading them again. */
export function hashOf(text: string, start: number, end: number): number {
  const first = text.charCodeAt(start) | 0x20
  const second = text.charCodeAt(end - start > 1 ? start + 1 : start) | 0x20
  const last = text.charCodeAt(end - 1) | 0x20
  return (
    (Math.imul(first, 0x9e5) ^ Math.imul(second, 0x3d) ^ Math.imul(last, 0x1f3) ^ ((end - start) << 3)) & (size - 1)
  )
}

for (const [kind, list] of words) {
  for (const word of list.split(/\s+/)) {
    if (word === '') continue
    let slot = hashOf(word, 0, word.length)
    while (slots[slot] !== -1) slot = (slot + 1) & (size - 1)
    slots[slot] = spelt.length
    spelt.push(word)
    kinds.push(kind)
  }
}

/** The words of these kinds. */
export function wordsOf(...wanted: readonly number[]): string[] {
  return spelt.filter((_, index) => wanted.includes(kinds[index] as number))
}

/** False if no SQL word has this hash. */
export function maybe(hash: number): boolean {
  return slots[hash] !== -1
}

/** The kind of the word in `text` from `start` to `end`, whose hash is `hash`; `T.identifier` if SQL doesn't know it. */
export function kindOf(text: string, start: number, end: number, hash: number): number {
  let slot = hash
  for (let probes = 0; probes < 32; probes++) {
    const index = slots[slot] as number
    if (index === -1) return T.identifier
    const word = spelt[index] as string
    if (word.length === end - start && same(text, start, word)) return kinds[index] as number
    slot = (slot + 1) & (size - 1)
  }
  return T.identifier
}

function same(text: string, start: number, word: string): boolean {
  for (let i = 0; i < word.length; i++) {
    let code = text.charCodeAt(start + i)
    if (code >= 0x41 && code <= 0x5a) code |= 0x20
    if (code !== word.charCodeAt(i)) return false
  }
  return true
}
