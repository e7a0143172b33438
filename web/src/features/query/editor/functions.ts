// The functions that completion offers: the ones that people write, by dialect. Not a list of what is allowed.

const COMMON = `count sum avg min max coalesce nullif cast lower upper trim length replace substring round abs ceil floor
  mod power sqrt sign row_number rank dense_rank ntile lag lead first_value last_value nth_value percent_rank cume_dist`

const POSTGRES = `now date_trunc date_part extract age to_char to_date to_timestamp make_date make_interval generate_series
  string_agg array_agg json_agg jsonb_agg json_build_object jsonb_build_object json_object_agg jsonb_object_agg
  jsonb_array_elements jsonb_each jsonb_path_query array_length unnest cardinality concat concat_ws left right lpad rpad
  split_part regexp_replace regexp_matches regexp_split_to_table position strpos initcap md5 greatest least random
  percentile_cont percentile_disc stddev variance corr bool_and bool_or to_jsonb format`

const MYSQL = `now curdate curtime date date_format date_add date_sub datediff timestampdiff str_to_date unix_timestamp
  from_unixtime year month day hour minute dayofweek week last_day group_concat json_extract json_unquote json_object
  json_array json_arrayagg json_objectagg json_contains json_length concat concat_ws left right lpad rpad substring_index
  find_in_set instr locate char_length if ifnull greatest least rand truncate format md5 sha2 hex regexp_replace
  regexp_substr std stddev variance`

const SQLITE = `date time datetime julianday strftime unixepoch group_concat json_extract json_each json_array json_object
  json_group_array json_group_object json_array_length substr instr ifnull iif printf hex quote random typeof total
  unicode char like glob`

const split = (text: string) => text.trim().split(/\s+/)

export function functionsOf(dialect: string): string[] {
  const own = dialect === 'mysql' ? MYSQL : dialect === 'sqlite' ? SQLITE : POSTGRES
  return [...split(COMMON), ...split(own)].sort()
}
