import { wordsOf } from '../word-list.ts'

/** What scripts of PHP do in their course: ordinary in a page about PHP, telling as a whole value, in which nothing but calls stands. */
export const library: readonly string[] = wordsOf(
  `
  array_diff_ukey array_udiff array_uintersect array_intersect_ukey array_diff_uassoc array_walk_recursive register_tick_function
  header_register_callback stream_context_create stream_wrapper_register stream_get_contents stream_socket_server
  stream_copy_to_stream stream_filter_append pfsockopen fwrite fputs fgets fread fgetc fgetcsv fpassthru fputcsv ftruncate fscanf
  parse_str readdir mkdir rmdir unlink symlink tmpfile chmod chown chgrp lchown lchgrp realpath is_file is_dir is_link is_readable
  is_writable is_writeable is_executable is_uploaded_file file_exists fileperms fileowner filegroup fileinode filesize filemtime
  fileatime filectime linkinfo ini_get ini_alter ini_restore get_cfg_var apache_getenv zend_version getlastmod sys_getloadavg
  disk_free_space disk_total_space diskfreespace set_include_path get_include_path php_logo_guid posix_setuid posix_setgid
  posix_seteuid posix_uname posix_getlogin posix_getpid posix_getuid posix_ttyname posix_mknod posix_access posix_getgrgid
  posix_getgrnam posix_getpwnam posix_setpgid posix_setsid pcntl_fork pcntl_signal pcntl_alarm proc_nice proc_terminate proc_close
  proc_get_status set_time_limit ignore_user_abort imap_mail imap_list ldap_connect ldap_bind ldap_search curl_init curl_exec
  curl_setopt curl_multi_exec curl_file_create base64_encode gzdecode gzencode zlib_decode gzopen gzfile gzread readgzfile
  gzpassthru bzopen bzread bzdecompress bzcompress zip_open zip_read session_start session_id session_destroy session_decode
  session_encode session_set_save_handler setcookie setrawcookie var_dump print_r var_export debug_zval_refcount
  debug_zval_refcounts debug_print_backtrace debug_backtrace get_defined_functions get_defined_constants get_loaded_extensions
  get_extension_funcs get_object_vars get_class_vars get_class_methods get_declared_classes get_included_files get_required_files
  get_resources func_get_args func_get_arg class_exists method_exists function_exists property_exists is_callable
  forward_static_call_array simplexml_load_string simplexml_import_dom dom_import_simplexml xml_parser_create xslt_process
  libxml_disable_entity_loader sqlite_open sqlite_query sqlite_popen mysql_connect mysql_query mysql_pconnect mysqli_connect
  mysqli_query mysqli_real_connect pg_connect pg_pconnect pg_query pg_send_query oci_connect oci_parse oci_execute odbc_connect
  odbc_exec odbc_execute mssql_connect mssql_query mssql_execute sqlsrv_connect sqlsrv_query db2_connect db2_exec ibase_query
  dba_open dbase_open exif_read_data exif_imagetype exif_thumbnail getimagesize imagecreatefromgd imagecreatefromstring
  imagecreatefrompng imagecreatefromjpeg ftp_exec ftp_get ftp_put ftp_login ftp_nb_get ssh2_exec ssh2_connect ssh2_tunnel
  ssh2_auth_password expect_popen win32_create_service w32api_invoke_function event_add eio_unlink openlog syslog escapeshellcmd
  escapeshellarg array_intersect_uassoc mb_ereg_replace mb_eregi_replace mb_ereg_replace_callback ereg_replace eregi_replace
  preg_match_all hash_file hash_hmac_file hash_update_file md5_file sha1_file openssl_pkcs7_sign openssl_encrypt openssl_decrypt
  mcrypt_decrypt convert_uuencode html_entity_decode htmlspecialchars_decode utf8_decode inet_ntop gethostbyname dns_get_record
  getmxrr checkdnsrr apache_child_terminate apache_note apache_request_headers opcache_get_status opcache_compile_file
  runkit_function_add posix_isatty xdebug_info phpcredits php_ini_scanned_files get_magic_quotes_gpc error_get_last
  error_reporting trigger_error restore_error_handler ReflectionFunction ReflectionClass ReflectionMethod SplFileObject
  SplFileInfo SplTempFileObject DirectoryIterator FilesystemIterator GlobIterator RecursiveDirectoryIterator DOMDocument
  SoapClient SimpleXMLElement PharData ArrayObject mysqli SQLite3
`.toLowerCase(),
)
