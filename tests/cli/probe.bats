# metarr-probe on videos that ffmpeg makes, compared with ffprobe.
# shellcheck shell=bash disable=SC2154,SC2086,SC2059  # options of ffmpeg are split on purpose
load helper

# clip NAME OPTION...: two seconds of picture and sound
clip() {
	local name=$1
	shift
	ffmpeg -nostdin -v error -y -f lavfi -i "testsrc2=s=352x288:r=25:d=2" -f lavfi -i "sine=d=2,aformat=channel_layouts=stereo" \
		-threads 1 "$@" "$name"
}
# The options of a fast encoding.
h264="-c:v libx264 -preset ultrafast"
hevc="-c:v libx265 -preset ultrafast -x265-params log-level=none:pools=1"
ten="-pix_fmt yuv420p10le"

# Container and codecs, one line each: name, then ffmpeg's options.
pairs() {
	cat <<-LIST
	h264-ac3.mkv $h264 -c:a ac3 -ac 6 -metadata:s:a language=ger
	h264-dts.mkv $h264 -c:a dca -strict -2 -ac 6 -ar 48000
	h264-flac.mkv $h264 -c:a flac -metadata:s:a language=fre
	h264-truehd.mkv $h264 -c:a truehd -strict -2 -ar 48000
	h264-opus.mkv $h264 -c:a libopus -ac 6 -ar 48000
	hevc-eac3.mkv $hevc -c:a eac3 -ac 6
	hdr10.mkv $hevc:colorprim=bt2020:transfer=smpte2084:colormatrix=bt2020nc $ten -c:a aac
	hlg.mkv $hevc:colorprim=bt2020:transfer=arib-std-b67:colormatrix=bt2020nc $ten -c:a aac
	av1-opus.mkv -c:v libaom-av1 -cpu-used 8 -usage realtime -c:a libopus -ar 48000
	vp9-vorbis.mkv -c:v libvpx-vp9 -deadline realtime -cpu-used 8 -c:a libvorbis
	mpeg2-mp2.mkv -c:v mpeg2video -aspect 16:9 -c:a mp2
	mpeg4-mp3.mkv -c:v mpeg4 -c:a libmp3lame
	ffv1-pcm.mkv -c:v ffv1 -c:a pcm_s16le
	h264-aac.mp4 $h264 -aspect 2.35 -c:a aac -metadata:s:a language=deu
	h264-ac3.mp4 $h264 -c:a ac3 -ac 6
	h264-eac3.mp4 $h264 -c:a eac3 -movflags faststart
	hevc-aac.mp4 $hevc -tag:v hvc1 -c:a aac
	hdr10.mp4 $hevc:colorprim=bt2020:transfer=smpte2084:colormatrix=bt2020nc $ten -an
	mpeg4-mp3.mp4 -c:v mpeg4 -aspect 16:9 -c:a libmp3lame
	av1-aac.mp4 -c:v libaom-av1 -cpu-used 8 -usage realtime -c:a aac
	h264-aac-fragments.mp4 $h264 -c:a aac -movflags frag_keyframe+empty_moov
	prores-pcm.mov -c:v prores -c:a pcm_s24le
	h264-aac.m4v -f mp4 $h264 -c:a aac
	vp8-vorbis.webm -c:v libvpx -deadline realtime -c:a libvorbis
	vp9-opus.webm -c:v libvpx-vp9 -deadline realtime -cpu-used 8 -c:a libopus -ar 48000
	mpeg4-mp3.avi -c:v mpeg4 -aspect 16:9 -c:a libmp3lame
	xvid-ac3.avi -c:v mpeg4 -tag:v XVID -c:a ac3
	mjpeg-pcm.avi -c:v mjpeg -pix_fmt yuvj420p -c:a pcm_s16le
	h264-aac.ts $h264 -c:a aac -metadata:s:a language=eng
	hevc-ac3.ts $hevc -c:a ac3
	mpeg2-mp2.ts -c:v mpeg2video -aspect 16:9 -c:a mp2
	h264-ac3.m2ts $h264 -c:a ac3
	mpeg1-mp2.mpg -c:v mpeg1video -c:a mp2
	mpeg2-ac3.vob -c:v mpeg2video -aspect 4:3 -c:a ac3
	flv1-mp3.flv -c:v flv1 -c:a libmp3lame -ar 44100
	h264-aac.flv $h264 -c:a aac
	wmv2-wma.wmv -c:v wmv2 -c:a wmav2
	theora-vorbis.ogv -c:v libtheora -c:a libvorbis
	h263-aac.3gp -c:v h263 -c:a aac
	mpeg2-pcm.mxf -c:v mpeg2video -c:a pcm_s16le -ar 48000
	h264-ac3.nut $h264 -c:a ac3
	LIST
}

setup_file() {
	export CLIPS=$BATS_FILE_TMPDIR/clips
	mkdir "$CLIPS" && cd "$CLIPS" || return
	export -f clip
	pairs | tr '\t' ' ' | xargs -P "$(nproc)" -I LINE bash -c 'set -- LINE; clip "$@"'
	[ "$(find . -size +0 | wc -l)" -gt "$(pairs | wc -l)" ]
}

# What both programs say, in one form. ffprobe's 639-2/T codes and codec names are turned to ours.
theirs='def ratio: split("/") | map(tonumber) | if .[1] > 0 then .[0] / .[1] else 0 end;
	def r3: . * 1000 | round / 1000;
	def dar: if .display_aspect_ratio then .display_aspect_ratio | split(":") | map(tonumber) | .[0] / .[1]
		else .width / .height end;
	def lang: .tags.language // "und" | {deu: "ger", fra: "fre", und: null}[.] // (if . == "und" then null else . end);
	{duration: (.format.duration | tonumber | . * 10 | round / 10),
	video: [.streams[] | select(.codec_type == "video" and .disposition.attached_pic == 0) | {codec: .codec_name,
		width, height, aspect: (dar * 100 | round / 100),
		framerate: (.avg_frame_rate | ratio | if . > 0 then r3 else null end), language: lang,
		hdr: {smpte2084: "hdr10", "arib-std-b67": "hlg"}[.color_transfer // ""]}],
	audio: [.streams[] | select(.codec_type == "audio") | {stream_index: .index, channels, language: lang,
		codec: (.codec_name | {dts: "dca"}[.] // .), is_default: (.disposition.default == 1)}],
	subtitle: [.streams[] | select(.codec_type == "subtitle") | {codec: .codec_name, language: lang,
		is_default: (.disposition.default == 1), is_forced: (.disposition.forced == 1)}]}'
ours='{duration: (.duration_seconds * 10 | round / 10),
	video: [.video[] | {codec, width, height, aspect: (.aspect * 100 | round / 100), framerate, language,
		hdr: .hdr_type}],
	audio: [.audio[] | {stream_index, channels, language, codec, is_default}],
	subtitle: [.subtitle[] | {codec, language, is_default, is_forced}]}'

same_as_ffprobe() {
	same "$(ffprobe -v error -show_format -show_streams -of json "$1" | jq -S "$theirs")" \
		"$(metarr-probe "$1" | jq -S "$ours")" || { echo "in $1"; return 1; }
}

@test "the same as ffprobe, for each pair of container and codecs" {
	local name rest bad=0
	while read -r name rest; do
		same_as_ffprobe "$CLIPS/$name" || bad=$((bad + 1))
	done < <(pairs)
	[ "$bad" -eq 0 ]
}

@test "covers, flags, subtitles, titles" {
	clip sub.mkv $h264 -c:a aac
	printf '1\n00:00:00,100 --> 00:00:01,000\nHello\n' >a.srt
	ffmpeg -v error -f lavfi -i testsrc2=s=60x90 -frames:v 1 cover.jpg
	ffmpeg -v error -i sub.mkv -i a.srt -i a.srt -map 0:v -map 0:a -map 0:a -map 1 -map 2 -c copy -attach cover.jpg \
		-metadata:s:t mimetype=image/jpeg -metadata:s:a:0 language=ger -metadata:s:a:1 title="Kommentar: Ünï" \
		-disposition:a:1 forced -metadata:s:s:0 language=eng -metadata:s:s:1 language=ger \
		-disposition:s:0 default -disposition:s:1 forced film.mkv
	same_as_ffprobe film.mkv
	x 0 metarr-probe film.mkv
	same '[["ger",null],["aac","aac"],["Kommentar: Ünï"],[["eng",true,false],["ger",false,true]],1]' "$(jq -c '
		[[.audio[].language], [.audio[].codec], [.audio[].title | select(.)],
		[.subtitle[] | [.language, .is_default, .is_forced]], (.video | length)]' <<<"$output")"
	[ "$stderr" = "" ]
}

@test "a cover in mp4 is no video" {
	clip a.mp4 $h264 -c:a aac
	ffmpeg -v error -f lavfi -i testsrc2=s=60x90 -frames:v 1 cover.png
	ffmpeg -v error -i a.mp4 -i cover.png -map 0 -map 1 -c copy -disposition:v:1 attached_pic film.mp4
	same_as_ffprobe film.mp4
	same 1 "$(metarr-probe film.mp4 | jq '.video | length')"
}

@test "rotation and stereo" {
	clip a.mp4 $h264 -an
	ffmpeg -v error -i a.mp4 -c copy -metadata:s:v rotate=90 turned.mp4
	ffmpeg -v error -i a.mp4 -c copy -metadata:s:v stereo_mode=left_right 3d.mkv
	x 0 metarr-probe turned.mp4 3d.mkv
	same '[288,352,0.818182,null]' "$(jq -c '.video[0] | [.width, .height, .aspect, .stereo_mode]' <<<"${lines[0]}")"
	same '[352,288,1.222222,"left_right"]' \
		"$(jq -c '.video[0] | [.width, .height, .aspect, .stereo_mode]' <<<"${lines[1]}")"
}

@test "the header does: little is read of a large file" {
	command -v strace >/dev/null || skip "no strace"
	clip a.mkv $h264 -c:a ac3
	truncate -s 2G a.mkv
	ASAN_OPTIONS=${ASAN_OPTIONS:-}:detect_leaks=0 strace -f -e trace=pread64 -o trace metarr-probe "$PWD/a.mkv" >/dev/null
	same ok "$(awk '/pread64/ { sum += $NF } END { print sum < 400000 ? "ok" : sum }' trace)"
}

@test "records: members pass, the order stays, each is answered before the next is read" {
	local first
	clip a.mkv $h264 -an
	coproc METARR { metarr-probe; }
	echo '{"x":[1,2],"path":"a.mkv","big":18446744073709551616}' >&"${METARR[1]}"
	read -r -t 20 first <&"${METARR[0]}"
	eval "exec ${METARR[1]}>&-"
	same '["x","path","big","duration_seconds","video","audio","subtitle"]' "$(jq -c keys_unsorted <<<"$first")"
	has "$first" '"big":18446744073709551616,'
}

@test "stacked files: streams of the first, lengths added" {
	clip cd1.avi -c:v mpeg4 -c:a libmp3lame
	clip cd2.avi -c:v mpeg4 -an
	x 0 metarr-probe <<<'{"path":"cd1.avi","parts":["cd1.avi","cd2.avi"]}'
	same '[4,1,1]' "$(jq -c '[(.duration_seconds | round), (.video | length), (.audio | length)]' <<<"$output")"
	x 1 metarr-probe <<<'{"path":"cd1.avi","parts":["cd1.avi","cd3.avi"]}'
	has "$output" '"code":"not_found"'
	has "$output" "cd3.avi"
	x 65 metarr-probe <<<'{"path":"cd1.avi","parts":"cd1.avi"}'
	has "$output" '"code":"bad_record"'
	x 65 metarr-probe <<<'{"path":"cd1.avi","parts":[]}'
}

# poke FILE OFFSET BYTES: writes bytes, given as printf wants them, into a file
poke() {
	printf "$3" | dd of="$1" bs=1 seek="$2" conv=notrunc status=none
}

@test "a copied DVD: the main title, its length and languages" {
	local ifo=film/VIDEO_TS/VTS_01_0.IFO
	mkdir -p film/VIDEO_TS
	clip film/VIDEO_TS/VTS_01_1.VOB -f vob -c:v mpeg2video -aspect 16:9 -c:a ac3
	: >film/VIDEO_TS/VIDEO_TS.IFO
	: >$ifo
	poke $ifo 0 DVDVIDEO-VTS
	poke $ifo 204 '\0\0\0\1'             # the chains are in sector 1
	poke $ifo 514 '\0\1\4\0de'           # one sound, AC-3, German
	poke $ifo 596 '\0\1\1\0fr'           # one subtitle, French
	poke $ifo 2048 '\0\1'                 # one chain
	poke $ifo 2060 '\0\0\0\20'           # 16 bytes from here
	poke $ifo 2068 '\1\62\106\100'       # 1:32:46
	poke $ifo 2076 '\200\0'               # it has the sound
	poke $ifo 2092 '\200\0\0\0'          # and the subtitle
	poke $ifo 2300 '\0'
	x 0 metarr-probe film film/VIDEO_TS film/VIDEO_TS/VIDEO_TS.IFO
	same '[5566,"mpeg2video",1.777778,"ac3","ger","dvd_subtitle","fre"]' "$(jq -c '[.duration_seconds,
		.video[0].codec, .video[0].aspect, .audio[0].codec, .audio[0].language, .subtitle[0].codec,
		.subtitle[0].language]' <<<"$output" | sort -u)"
	rm film/VIDEO_TS/VTS_01_1.VOB
	x 65 metarr-probe film
	has "$output" "no title that can be read on the disc in 'film/VIDEO_TS'"
}

@test "what is no video" {
	clip a.mp4 $h264 -c:a aac
	echo hello >text.mkv
	: >empty.mkv
	head -c 1000 a.mp4 >cut.mp4
	echo "https://example.org/a.mkv" >a.strm
	ffmpeg -v error -f lavfi -i testsrc2=s=60x90 -frames:v 1 picture.jpg
	ffmpeg -v error -f lavfi -i sine=d=1 sound.mp3
	ffmpeg -v error -f lavfi -i sine=d=1 sound.mkv
	mkfifo fifo
	mkdir folder.mkv
	x 1 metarr-probe text.mkv empty.mkv cut.mp4 picture.jpg sound.mp3 sound.mkv fifo folder.mkv a.strm nothing.mkv
	same "$(printf '%s\n' bad_video bad_video bad_video bad_video bad_video bad_video not_found not_found unsupported \
		not_found)" "$(jq -r .error.code <<<"$output")"
	same "metarr-probe: 10 of 10 failed" "$stderr"
	same "no video stream in 'sound.mkv'" "$(jq -r 'select(.path == "sound.mkv").error.message' <<<"$output")"
	x 65 metarr-probe text.mkv
	same '{"path":"text.mkv","error":{"code":"bad_video","message":"no readable video: '"'text.mkv'"': EBML header parsing failed","retry":false}}' "$output"
	[ "$stderr" = "" ]
}

@test "a playlist leads nowhere" {
	clip secret.ts $h264 -an
	printf '#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:2,\nsecret.ts\n#EXT-X-ENDLIST\n' >list.mkv
	printf 'ffconcat version 1.0\nfile secret.ts\n' >concat.mkv
	x 65 metarr-probe list.mkv concat.mkv
	same "bad_video bad_video" "$(jq -r .error.code <<<"$output" | paste -sd ' ')"
}

@test "a truncated film still has its header" {
	clip a.mkv $h264 -c:a ac3 -metadata:s:a language=ger
	head -c 20000 a.mkv >cut.mkv
	x 0 metarr-probe cut.mkv
	same '["h264","ger"]' "$(jq -c '[.video[0].codec, .audio[0].language]' <<<"$output")"
}

@test "permission" {
	[ "$(id -u)" -ne 0 ] || skip "root may read everything"
	clip a.mkv $h264 -an
	chmod 0 a.mkv
	x 77 metarr-probe a.mkv
	has "$output" '"code":"permission"'
}

@test "records that are not ours, or broken" {
	x 65 metarr-probe <<<'{"path":7}'
	has "$output" '"code":"bad_record"'
	x 0 metarr-probe <<<'{"title":"x"}'
	same '{"title":"x"}' "$output"
	x 0 metarr-probe <<<'{"path":"x","error":{"code":"io","message":"m","retry":true}}'
	same '{"path":"x","error":{"code":"io","message":"m","retry":true}}' "$output"
	x 65 metarr-probe <<<'{'
	has "$output" '"code":"bad_record"'
	x 65 metarr-probe "$(printf 'a\xff.mkv')"
	has "$output" '"code":"bad_name"'
	x 0 metarr-probe </dev/null
	same "" "$output"
	same "metarr-probe: no records came in" "$stderr"
}

@test "for people" {
	clip a.mkv $h264 -c:a ac3 -metadata:s:a language=ger
	x 1 metarr-probe -t a.mkv nothing.mkv
	same "a.mkv: 0:00:02; h264 352x288; audio ger ac3 2 ch" "$output"
	has "$stderr" "metarr-probe: cannot open 'nothing.mkv': No such file or directory"
	x 0 metarr-probe -h
	has "$output" "usage: metarr-probe"
	x 64 metarr-probe --nonsense
	has "$stderr" "usage: metarr-probe"
	x 0 metarr-probe -V
}
