# For bash, sourced: runs what a page shows, so that text and truth cannot drift.
#
# ```console blocks of one label ("" for those without) run in order, in this shell, up to the first that fails: `$ COMMAND`
# must end with 0, and each line shown below it must come in its output, in that order; … stands for anything. With the
# label "", ```LANGUAGE write=NAME blocks are written to NAME. The caller has check(), and may define shown() to change a
# command before it runs.

shown() { echo "$1"; }

page_pattern() { # TEXT WITH …: as a pattern of [[ == ]]
  local rest=$1 pattern=
  while [[ $rest == *…* ]]; do
    [ -z "${rest%%…*}" ] || pattern+=$(printf %q "${rest%%…*}")
    pattern+='*'
    rest=${rest#*…}
  done
  [ -z "$rest" ] || pattern+=$(printf %q "$rest")
  echo "$pattern"
}

page_expect() { # COMMAND OUTPUT-FILE EXPECTED-LINE…
  local command=$1 output=$2 expected pattern line found=0
  shift 2
  exec 8<"$output"
  for expected in "$@"; do
    [ "$expected" != … ] || continue
    pattern=$(page_pattern "$expected")
    found=0
    while IFS= read -r line <&8 || [ -n "$line" ]; do
      # shellcheck disable=SC2053 # it is a pattern
      [[ $line == $pattern ]] && found=1 && break
    done
    if [ $found = 0 ]; then echo "not shown by \`$command\`: $expected" && break; fi
  done
  exec 8<&-
  [ $# = 0 ] || [ $found = 1 ]
}

page_command() { # COMMAND EXPECTED-LINE…: each has an output file of its own, so that one in the background keeps it
  local command=$1 code page_output begin=${EPOCHREALTIME/./}
  shift
  page_output=$page_folder/$((++page_count))
  eval "$(shown "$command")" >"$page_output" 2>&1
  code=$?
  [ $code = 0 ] && page_expect "$command" "$page_output" "$@"
  code=$?
  check "\$ $command ($(((${EPOCHREALTIME/./} - begin) / 1000)) ms)" $code
  [ $code = 0 ] || tail -n 20 "$page_output"
  return $code
}

run_page() { # PAGE LABEL FOLDER-FOR-OUTPUTS
  local page=$1 label=$2 line fence= file= command=
  local -a expected=()
  page_folder=$3 page_count=0
  mkdir -p "$page_folder"
  while IFS= read -r line <&9; do
    if [ -z "$fence" ]; then
      case $line in
        '```console'*) [ "$line" = "\`\`\`console${label:+ $label}" ] && fence=console || fence=other ;;
        '```'*' write='*)
          fence=file file=${line#* write=}
          [ -z "$label" ] && : >"$file" || fence=other
          ;;
        '```'*) fence=other ;;
      esac
      continue
    fi
    if [ "$line" = '```' ]; then
      [ -z "$command" ] || page_command "$command" "${expected[@]}" || return 1
      fence='' command='' expected=()
    elif [ $fence = file ]; then
      printf '%s\n' "$line" >>"$file"
    elif [ $fence = console ] && [ "${line:0:2}" = '$ ' ]; then
      [ -z "$command" ] || page_command "$command" "${expected[@]}" || return 1
      command=${line:2} expected=()
    elif [ $fence = console ]; then
      expected+=("$line")
    fi
  done 9<"$page"
  check "${page##*/} shows commands" $([ $page_count -gt 0 ]; echo $?)
}
