# A headless Kodi with a home of its own: sourced by "run". KODI_HOME is where everything of it goes.
# shellcheck shell=bash
KODI_PORT=18081
KODI_WAIT=120 # seconds for it to come up, and for a scan

kodi_binary() {
	local path
	for path in /usr/lib/*/kodi/kodi.bin /usr/lib/kodi/kodi.bin; do
		if [ -x "$path" ]; then echo "$path"; return; fi
	done
	return 1
}

# What is missing on this machine; nothing: a Kodi can run here.
kodi_missing() {
	local tool
	kodi_binary >/dev/null || echo kodi
	for tool in Xvfb curl jq sqlite3 unshare ip ffmpeg; do
		command -v "$tool" >/dev/null || echo "$tool"
	done
}

# Kodi's web server wants to see a network card beside lo; one that stays down will do.
kodi_network() {
	local kind
	ip link set lo up
	for kind in dummy bridge ifb veth; do
		ip link add kodi0 type "$kind" 2>/dev/null && return
	done
	echo "no network interface can be made" >&2
	return 1
}

kodi_setting() { printf '  <setting id="%s">%s</setting>\n' "$1" "$2"; }
kodi_source() { printf '    <source><name>%s</name><path pathversion="1">%s/</path></source>\n' "${1##*/}" "$1"; }

# kodi_configure SETS SOURCE…
kodi_configure() {
	local data=$KODI_HOME/.kodi/userdata sets=$1 path
	shift
	mkdir -p "$data"
	{
		echo '<settings version="2">'
		kodi_setting services.webserver true
		kodi_setting services.webserverport "$KODI_PORT"
		kodi_setting services.webserverauthentication false
		for path in services.zeroconf services.upnp services.airplay services.wsdiscovery \
			lookandfeel.enablerssfeeds myvideos.extractthumb myvideos.extractflags; do
			kodi_setting "$path" false
		done
		kodi_setting general.addonupdates 2
		kodi_setting videolibrary.moviesetsfolder "$sets/"
		echo '</settings>'
	} >"$data/guisettings.xml"
	echo '<advancedsettings version="1.0"><splash>false</splash></advancedsettings>' >"$data/advancedsettings.xml"
	{
		printf '<sources>\n  <video>\n    <default pathversion="1"></default>\n'
		for path in "$@"; do kodi_source "$path"; done
		printf '  </video>\n</sources>\n'
	} >"$data/sources.xml"
	printf 'pcm.!default { type null }\nctl.!default { type null }\n' >"$KODI_HOME/.asoundrc"
}

# kodi_call METHOD [PARAMS]: the result as JSON
kodi_call() {
	jq -nc --arg m "$1" --argjson p "${2:-{\}}" '{jsonrpc: "2.0", id: 1, method: $m, params: $p}' |
		curl -sS --noproxy '*' --max-time 60 -H 'Content-Type: application/json' -d @- \
			"http://127.0.0.1:$KODI_PORT/jsonrpc" | jq -ce '.result // error(.error | tostring)'
}

# kodi_until WHAT COMMAND…: waits until the command succeeds
kodi_until() {
	local what=$1 end=$((SECONDS + KODI_WAIT))
	shift
	until "$@" >/dev/null 2>&1; do
		if [ "$SECONDS" -ge "$end" ] || ! kill -0 "$KODI_PID"; then
			echo "$what: not within $KODI_WAIT s" >&2
			tail -n 20 "$KODI_HOME/kodi.out" >&2
			return 1
		fi
		sleep 0.2
	done
}

kodi_start() {
	local display
	Xvfb -displayfd 3 -screen 0 320x240x24 -nolisten tcp -noreset 3>"$KODI_HOME/display" >"$KODI_HOME/xvfb.out" 2>&1 &
	XVFB_PID=$! KODI_PID=$!
	kodi_until "a display" test -s "$KODI_HOME/display" || return
	display=:$(cat "$KODI_HOME/display")
	(
		cd "$KODI_HOME" || exit
		exec env -i HOME="$KODI_HOME" PATH=/usr/bin:/bin LANG=C.UTF-8 TZ=UTC DISPLAY="$display" \
			LIBGL_ALWAYS_SOFTWARE=1 TMPDIR="$KODI_HOME" XDG_RUNTIME_DIR="$KODI_HOME" \
			KODI_HOME=/usr/share/kodi KODI_BIN_HOME="$(dirname "$(kodi_binary)")" \
			"$(kodi_binary)" --windowing=x11 >kodi.out 2>&1
	) &
	KODI_PID=$!
	kodi_until "Kodi's answer" kodi_call JSONRPC.Ping
}

kodi_stop() {
	if [ -n "${KODI_PID:-}" ]; then
		kodi_call Application.Quit >/dev/null 2>&1 || kill "$KODI_PID" 2>/dev/null
		wait "$KODI_PID" 2>/dev/null
	fi
	if [ -n "${XVFB_PID:-}" ]; then
		kill "$XVFB_PID" 2>/dev/null
		wait "$XVFB_PID" 2>/dev/null
	fi
	KODI_PID='' XVFB_PID=''
}

# kodi_content PATH movies|tvshows SEPARATE: what its "set content" does, with local information only
kodi_content() {
	local db
	db=$(printf '%s\n' "$KODI_HOME"/.kodi/userdata/Database/MyVideos*.db | sort -V | tail -n 1)
	sqlite3 -cmd '.timeout 20000' "$db" "DELETE FROM path WHERE strPath = '$1/';
		INSERT INTO path (strPath, strContent, strScraper, strHash, scanRecursive, useFolderNames, strSettings,
			noUpdate, exclude, allAudio)
		VALUES ('$1/', '$2', 'metadata.local', '', $([ "$2" = movies ] && echo 2147483647 || echo 0), $3, '', 0, 0, 0)"
}

kodi_scanned() { grep -q 'Finished scan' "$KODI_HOME/.kodi/temp/kodi.log"; }
kodi_scan() {
	kodi_call VideoLibrary.Scan '{"showdialogs": false}' >/dev/null && kodi_until "a scan" kodi_scanned
}
