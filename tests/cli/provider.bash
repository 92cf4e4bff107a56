# The providers of the command tests: one nginx on loopback that answers for all of them, in $PROVIDERS.
#
#	load provider
#	test_setup() { providers_start; }
#	test_teardown() { providers_stop; }
#
#	serve tmdb '/3/movie/603?*' film.json        # any query
#	serve tmdb '/3/search/movie?query=x' x.json  # this one (an api_key at its end does not count)
#	serve tvdb '/v4/series/1' gone.json 404
#	serve tmdb '/3/movie/1' busy.json 429 2      # with a Retry-After
#	serve_recorded tmdb                          # what $METARR_FIXTURES has, by its routes
#	providers_ready                              # before the first request after a change
#	requests tmdb                                # "GET /3/movie/603?language=de 200", in their order
#
# The bases of all providers and keys for them are in the environment after providers_start. What is not served is 404.
# shellcheck shell=bash
# shellcheck disable=SC2016,SC2034 # nginx has variables, too; what is set here is for the tests

PROVIDER_STATUSES="400 401 403 404 422 429 500 502 503 504"

providers_start() {
	local status
	PROVIDERS=$BATS_TEST_TMPDIR/providers PROVIDERS_GENERATION=0 PROVIDERS_SERVED=0
	mkdir -p "$PROVIDERS/tmp" "$PROVIDERS/bodies"
	: >"$PROVIDERS/served"
	: >"$PROVIDERS/routes"
	: >"$PROVIDERS/waits"
	: >"$PROVIDERS/access.log"
	{
		# As root the workers would become somebody who may not read the bodies.
		[ "$(id -u)" -ne 0 ] || echo 'user root;'
		cat <<-CONF
			worker_processes 1;
			pid $PROVIDERS/nginx.pid;
			error_log $PROVIDERS/error.log;
			events { worker_connections 256; }
			http {
				client_body_temp_path $PROVIDERS/tmp;
				proxy_temp_path $PROVIDERS/tmp;
				fastcgi_temp_path $PROVIDERS/tmp;
				uwsgi_temp_path $PROVIDERS/tmp;
				scgi_temp_path $PROVIDERS/tmp;
				default_type application/json;
				gzip on;
				gzip_types application/json;
				map_hash_bucket_size 4096;
				map_hash_max_size 16384;
				log_format request '\$msec \$connection \$status \$request';
				map \$request_uri \$asked {
					"~^(?<before>.*)[?&]api_key=[^&]*\$" \$before;
					default \$request_uri;
				}
				map \$asked \$exact { include $PROVIDERS/routes; default ""; }
				map \$asked \$path { "~^(?<head>[^?]*)" "\$head?*"; }
				map \$path \$any { include $PROVIDERS/routes; default ""; }
				map \$exact \$route { "" \$any; default \$exact; }
				map \$asked \$wait_exact { include $PROVIDERS/waits; default ""; }
				map \$path \$wait_any { include $PROVIDERS/waits; default ""; }
				include $PROVIDERS/generation;
				server {
					listen 127.0.0.1:@PORT@;
					root $PROVIDERS/bodies;
					access_log $PROVIDERS/access.log request;
					error_page 405 =200 \$route;
					add_header Retry-After \$wait_exact\$wait_any always;
					location / {
						if (\$route = "") { return 404 '{"success":false,"status_code":34}'; }
						rewrite ^ \$route last;
					}
					location = /generation { access_log off; return 200 "\$generation"; }
					location /200/ { internal; }
		CONF
		for status in $PROVIDER_STATUSES; do
			printf '\tlocation /%s/ { internal; error_page %s /body\\$route; return %s; }\n' "$status" "$status" "$status"
		done | sed 's/\\\$/$/'
		printf '\tlocation /body/ { internal; alias %s/bodies/; }\n}\n}\n' "$PROVIDERS"
	} >"$PROVIDERS/template"
	providers_listen
	METARR_TMDB_URL=$PROVIDERS_URL/tmdb/3 METARR_TMDB_IMAGE_URL=$PROVIDERS_URL/pictures METARR_TMDB_KEY=eyJ.test.key
	METARR_TVDB_URL=$PROVIDERS_URL/tvdb/v4 METARR_TVDB_KEY=tvdb-test-key
	METARR_FANARTTV_URL=$PROVIDERS_URL/fanart.tv/v3 METARR_FANARTTV_KEY=fanarttv-test-key
	METARR_TVMAZE_URL=$PROVIDERS_URL/tvmaze
	export METARR_TMDB_URL METARR_TMDB_IMAGE_URL METARR_TMDB_KEY METARR_TVDB_URL METARR_TVDB_KEY
	export METARR_FANARTTV_URL METARR_FANARTTV_KEY METARR_TVMAZE_URL
	# Each process has its token of TVDB here, and none of this machine's user.
	export XDG_RUNTIME_DIR=$PROVIDERS/run
	mkdir -m 700 "$XDG_RUNTIME_DIR"
}

# A port that is free; another one where somebody was faster.
providers_listen() {
	local try
	echo 'map $uri $generation { default 0; }' >"$PROVIDERS/generation"
	for try in 1 2 3 4 5 6 7 8; do
		PROVIDERS_PORT=$((20000 + RANDOM % 12000))
		sed "s/@PORT@/$PROVIDERS_PORT/" "$PROVIDERS/template" >"$PROVIDERS/nginx.conf"
		if PATH=$PATH:/usr/sbin nginx -p "$PROVIDERS" -e "$PROVIDERS/error.log" -c "$PROVIDERS/nginx.conf" 2>"$PROVIDERS/start.log" 3>&-; then
			PROVIDERS_URL=http://127.0.0.1:$PROVIDERS_PORT
			return 0
		fi
		grep -q 'Address already in use' "$PROVIDERS/start.log" || break
	done
	cat "$PROVIDERS/start.log" >&2
	return 1
}

providers_stop() {
	local pid
	[ -e "${PROVIDERS:-/nonexistent}/nginx.pid" ] || return 0
	pid=$(<"$PROVIDERS/nginx.pid")
	kill -TERM "$pid"
	while kill -0 "$pid" 2>"$PROVIDERS/kill.log"; do sleep 0.01; done
}

# serve PROVIDER URI FILE [STATUS [RETRY-AFTER]]: the last one for a URI counts.
serve() {
	PROVIDERS_SERVED=$((PROVIDERS_SERVED + 1))
	mkdir -p "$PROVIDERS/bodies/${4:-200}"
	cp "$3" "$PROVIDERS/bodies/${4:-200}/$PROVIDERS_SERVED.json"
	printf '/%s%s\t/%s/%s.json\t%s\n' "$1" "$2" "${4:-200}" "$PROVIDERS_SERVED" "${5:-}" >>"$PROVIDERS/served"
}

# What was served since is served once this returns: the new workers answer.
providers_ready() {
	local pid worker old
	pid=$(<"$PROVIDERS/nginx.pid")
	old=$(cat "/proc/$pid/task/$pid/children")
	awk -F'\t' '{ body[$1] = $2 } END { for (uri in body) printf "\"%s\" \"%s\";\n", uri, body[uri] }' \
		"$PROVIDERS/served" >"$PROVIDERS/routes"
	awk -F'\t' '{ wait[$1] = $3 } END { for (uri in wait) if (wait[uri] != "") printf "\"%s\" \"%s\";\n", uri, wait[uri] }' \
		"$PROVIDERS/served" >"$PROVIDERS/waits"
	PROVIDERS_GENERATION=$((PROVIDERS_GENERATION + 1))
	printf 'map $uri $generation { default %s; }\n' "$PROVIDERS_GENERATION" >"$PROVIDERS/generation"
	kill -HUP "$pid"
	until [ "$(providers_generation)" = "$PROVIDERS_GENERATION" ]; do
		if grep -q '\[emerg\]' "$PROVIDERS/error.log"; then
			cat "$PROVIDERS/error.log" >&2
			return 1
		fi
		sleep 0.01
	done
	# The old workers take no more requests once they say so, or are gone.
	for worker in $old; do
		while [ -e "/proc/$worker" ] && ! grep -q 'shutting down' "/proc/$worker/cmdline" 2>"$PROVIDERS/worker.log"; do
			sleep 0.01
		done
	done
}

providers_generation() {
	local line
	exec 8<>"/dev/tcp/127.0.0.1/$PROVIDERS_PORT" || return 0
	printf 'GET /generation HTTP/1.0\r\n\r\n' >&8
	while IFS= read -r line <&8 || [ -n "$line" ]; do
		case $line in [0-9]*) printf %s "$line" ;; esac
		line=
	done
	exec 8>&-
}

# requests PROVIDER: what was asked of it, one a line: METHOD URI STATUS
requests() {
	awk -v head="/$1/" 'index($5, head) == 1 { print $4, substr($5, length(head)), $3 }' "$PROVIDERS/access.log"
}

# written: a text that is another one when a row of the database was written, or locked, but for those of the limits
written() {
	if [ "$METARR_TEST_ENGINE" = postgres ]; then
		psql -qXAt -v ON_ERROR_STOP=1 -d "$METARR_DB" <<-'SQL'
			SELECT format('SELECT %L, md5(string_agg(concat(ctid, xmin, xmax), '','' ORDER BY ctid)) FROM %I', tablename, tablename)
			FROM pg_tables WHERE schemaname = current_schema() AND tablename <> 'provider_rates' ORDER BY tablename \gexec
		SQL
	else
		cat "$METARR_DB" "$METARR_DB"-wal* | sha256sum
	fi
}

need_fixtures() {
	[ -n "${METARR_FIXTURES:-}" ] || skip "METARR_FIXTURES is not set"
}

# recorded PROVIDER URI: the file of a recorded answer
recorded() {
	local dir=$METARR_FIXTURES/$1
	[ "$1" != fanart.tv ] || dir=$METARR_FIXTURES/fanart
	awk -F'\t' -v dir="$dir" -v uri="$2" '$1 != "method" && $2 == uri { print dir "/" $4; exit }' "$dir/routes.tsv"
}

# serve_recorded PROVIDER: every recorded answer under its own URI (a "*" at the end is any query).
serve_recorded() {
	local dir=$METARR_FIXTURES/$1 method uri status file note
	[ "$1" != fanart.tv ] || dir=$METARR_FIXTURES/fanart
	while IFS=$'\t' read -r method uri status file note; do
		case $method:$uri in method:* | *:\(*) continue ;; esac
		[[ $uri != *\?*\* ]] || uri="${uri%%\?*}?*"
		serve "$1" "$uri" "$dir/$file" "$status"
	done <"$dir/routes.tsv"
}

# compose FILE BASE NAME=PART…: the answer of append_to_response: BASE with each PART (a file) as member NAME.
compose() {
	local out=$1 part
	shift
	cp "$1" "$out"
	shift
	for part; do
		jq --arg name "${part%%=*}" --slurpfile part "${part#*=}" \
			'.[$name] = ($part[0] | if type == "object" then del(.id) else . end)' "$out" >"$out.new"
		mv "$out.new" "$out"
	done
}
