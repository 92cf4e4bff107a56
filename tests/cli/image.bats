# metarr-image on pictures that ffmpeg makes, and on real ones.
# shellcheck shell=bash disable=SC2154
load helper

# picture NAME SIZE [OPTION...]
picture() {
	ffmpeg -nostdin -v error -y -f lavfi -i "testsrc2=s=$2" -frames:v 1 "${@:3}" "$1"
}

# Photographs of the package mate-backgrounds. Left out are what is flat, and several of one picture.
photos=(nature/Aqua.jpg nature/Blinds.jpg nature/Dune.jpg nature/FreshFlower.jpg nature/Garden.jpg
	nature/GreenMeadow.jpg nature/LadyBird.jpg nature/RainDrops.jpg nature/Storm.jpg nature/TwoWings.jpg
	nature/Wood.jpg nature/YellowFlower.jpg abstract/Elephants.jpg desktop/Float-into-MATE.png
	desktop/GreenTraditional.jpg desktop/Ubuntu-Mate-Cold-no-logo.png desktop/Ubuntu-Mate-Dark-no-logo.png)

[ -z "${METARR_TEST_BRIEF:-}" ] || photos=("${photos[@]:0:5}")

# variants PHOTO NAME: NAME.jpg as a poster or fanart would be, and eight others of it
variants() {
	ffmpeg -nostdin -v error -y -threads 1 -i "$1" -an -vf scale=2000:-2 -q:v 2 "$2.jpg"
	ffmpeg -nostdin -v error -y -threads 1 -i "$2.jpg" -q:v 3 -vf scale=1280:-2 "$2-1.jpg" -vf scale=1000:-2 "$2-2.jpg" \
		-vf scale=780:-2 "$2-3.jpg" -vf scale=342:-2 -q:v 5 "$2-4.jpg" -q:v 12 "$2-5.jpg" \
		-vf scale=500:-2 -compression_level 20 "$2-6.png" -vf scale=1280:-2 -quality 70 -compression_level 1 "$2-7.webp" -vf scale=640:-2 "$2-8.bmp"
}

# How many bits differ in two hashes of 16 digits.
distance() {
	local x=$((16#$1 ^ 16#$2)) n=0
	while [ "$x" -ne 0 ]; do
		n=$((n + (x & 1))) x=$((x >> 1 & 0x7fffffffffffffff))
	done
	echo "$n"
}

@test "real pictures: variants within 4 bits, different ones over 10" {
	local dir=/usr/share/backgrounds/mate photo file hash of other far
	local -A hashes=()
	[ -d "$dir" ] || skip "the package mate-backgrounds is not installed"
	export -f variants
	for photo in "${photos[@]}"; do
		file=${photo##*/}
		printf '%s %s\n' "$dir/$photo" "${file%.*}"
	done | xargs -P "$(nproc)" -L 1 bash -c 'variants "$@"' variants
	while read -r file hash; do
		hashes[$file]=$hash
	done < <(metarr-image ./* | jq -r '(.path | ltrimstr("./")) + " " + .phash')
	same "$((${#photos[@]} * 9))" "${#hashes[@]}"
	for file in "${!hashes[@]}"; do
		of=${file%.*}
		[[ $of == *-[1-8] ]] || continue
		of=${of%-?}
		far=$(distance "${hashes[$file]}" "${hashes[$of.jpg]}")
		[ "$far" -le 4 ] || { echo "$file is $far bits from $of.jpg" >&2; return 1; }
	done
	for photo in "${photos[@]}"; do
		of=${photo##*/} of=${of%.*}
		for other in "${photos[@]}"; do
			other=${other##*/} other=${other%.*}
			[[ $of < $other ]] || continue
			far=$(distance "${hashes[$of.jpg]}" "${hashes[$other.jpg]}")
			[ "$far" -gt 10 ] || { echo "$of is $far bits from $other" >&2; return 1; }
		done
	done
}

@test "facts, by the bytes and not by the name" {
	picture a.jpg 200x300
	picture b.png 200x300 -pix_fmt rgba
	picture c.webp 200x300
	picture d.gif 200x300
	picture e.bmp 200x300
	mv a.jpg a.png
	mv b.png b.tbn
	x 0 metarr-image a.png b.tbn c.webp d.gif e.bmp
	same 'a.png image/jpeg 200x300 false
b.tbn image/png 200x300 true
c.webp image/webp 200x300 false
d.gif image/gif 200x300 false
e.bmp image/bmp 200x300 false' "$(jq -r '"\(.path) \(.mime) \(.width)x\(.height) \(.has_alpha)"' <<<"$output")"
	same "$(sha256sum a.png b.tbn c.webp d.gif e.bmp | cut -c 1-64)" "$(jq -r .sha256 <<<"$output")"
	same "$(stat -c %s a.png b.tbn c.webp d.gif e.bmp)" "$(jq .size <<<"$output")"
	same 1 "$(jq -r .phash <<<"$output" | cut -c 1 | sort -u | wc -l)"
	[ "$stderr" = "" ]
}

@test "passes: header only, without perceptual hash, stored" {
	local sha
	picture a.jpg 200x300
	sha=$(sha256sum a.jpg | cut -c 1-64)
	x 0 metarr-image -H a.jpg
	same '["path","mime","size","width","height","has_alpha"]' "$(jq -c keys_unsorted <<<"$output")"
	x 0 metarr-image --no-phash --store cache a.jpg
	same '["path","mime","size","width","height","has_alpha","sha256","cache_path"]' \
		"$(jq -c keys_unsorted <<<"$output")"
	same "assets/${sha:0:2}/$sha.jpg" "$(jq -r .cache_path <<<"$output")"
	cmp a.jpg "cache/assets/${sha:0:2}/$sha.jpg"
	x 0 metarr-image -s cache a.jpg
	same 1 "$(find cache -type f | wc -l)"
	has "$output" '"phash":"'
	x 64 metarr-image -H -s cache a.jpg
	x 64 metarr-image --no-sha256 -s cache a.jpg
	x 0 metarr-image --no-sha256 a.jpg
	same '["path","mime","size","width","height","has_alpha","phash"]' "$(jq -c keys_unsorted <<<"$output")"
}

@test "a header only is little to read" {
	picture a.bmp 1000x1000
	ASAN_OPTIONS=${ASAN_OPTIONS:-}:detect_leaks=0 strace -f -e trace=read,pread64 -P "$PWD/a.bmp" -o trace metarr-image -H a.bmp >/dev/null
	same ok "$(awk '/read/ { sum += $NF } END { print sum <= 65536 ? "ok" : sum }' trace)"
}

@test "records: members pass, each is answered before the next is read" {
	local first
	picture a.jpg 200x300
	coproc METARR { metarr-image -p; }
	echo '{"x":[1,2],"path":"a.jpg","big":18446744073709551616}' >&"${METARR[1]}"
	read -r -t 20 first <&"${METARR[0]}"
	eval "exec ${METARR[1]}>&-"
	same '["x","path","big","mime","size","width","height","has_alpha","sha256"]' "$(jq -c keys_unsorted <<<"$first")"
	has "$first" '"big":18446744073709551616,'
}

@test "a flat picture has no perceptual hash" {
	ffmpeg -v error -f lavfi -i color=c=teal:s=300x200 -frames:v 1 flat.png
	x 0 metarr-image flat.png
	same null "$(jq .phash <<<"$output")"
}

@test "what is no picture" {
	picture a.jpg 2000x3000
	picture b.png 400x300
	head -c 20000 a.jpg >cut.jpg
	head -c 2000 b.png >cut.png
	echo hello >text.jpg
	: >empty.jpg
	truncate -s 65M big.jpg
	echo '<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>' >a.svg
	mkfifo fifo.jpg
	mkdir folder.jpg
	x 1 metarr-image cut.jpg cut.png text.jpg empty.jpg big.jpg a.svg fifo.jpg folder.jpg nothing.jpg
	same "bad_image bad_image bad_image bad_image too_long bad_image not_found not_found not_found" \
		"$(jq -r .error.code <<<"$output" | paste -sd ' ')"
	same "'cut.jpg': a picture that ends too early" "$(jq -r 'select(.path == "cut.jpg").error.message' <<<"$output")"
	same "'text.jpg': no picture that can be read: text/plain" \
		"$(jq -r 'select(.path == "text.jpg").error.message' <<<"$output")"
	same "metarr-image: 9 of 9 failed" "$stderr"
	x 1 metarr-image -H text.jpg empty.jpg big.jpg fifo.jpg folder.jpg nothing.jpg
	same "bad_image bad_image too_long not_found not_found not_found" "$(jq -r .error.code <<<"$output" | paste -sd ' ')"
	x 65 metarr-image text.jpg
	[ "$stderr" = "" ]
}

# A PNG of WIDTH x HEIGHT whose data unpack to COUNT megabytes of zeros.
bomb() {
	python3 - "$@" <<-'PY'
	import struct, sys, zlib
	def chunk(kind, data):
	    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
	width, height, count = map(int, sys.argv[1:])
	packer = zlib.compressobj(9)
	data = b"".join(packer.compress(bytes(1 << 20)) for _ in range(count)) + packer.flush()
	sys.stdout.buffer.write(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
	    + chunk(b"IDAT", data) + chunk(b"IEND", b""))
	PY
}

@test "bombs" {
	command -v python3 >/dev/null || skip "no python3"
	bomb 50000 50000 1 >dimensions.png
	bomb 20 10 3000 >data.png
	x 65 metarr-image dimensions.png data.png
	same "too_long too_long" "$(jq -r .error.code <<<"$output" | paste -sd ' ')"
}

@test "memory that is not there costs the one record" {
	(ulimit -v 400000 && metarr-image -V >/dev/null 2>&1) || skip "this build needs more memory"
	ffmpeg -v error -f lavfi -i color=c=red:s=9000x9000 -frames:v 1 huge.png
	picture a.png 200x300
	x 1 bash -c 'ulimit -v 400000 && metarr-image huge.png a.png'
	same '["no_memory",null]' "$(jq -sc 'map(.error.code)' <<<"$output")"
}

@test "thumbnails" {
	picture a.jpg 2000x3000
	picture b.png 400x300 -pix_fmt rgba
	x 0 metarr-image -T 300 -o small.jpg a.jpg
	[ "$output$stderr" = "" ]
	metarr-image --thumbnail 100 b.png >small.png
	same 'image/jpeg 200x300
image/png 100x75' "$(metarr-image small.jpg small.png | jq -r '"\(.mime) \(.width)x\(.height)"')"
	x 64 metarr-image -T 0 a.jpg
	x 64 metarr-image -T 3000 a.jpg
	x 64 metarr-image -T many a.jpg
	x 64 metarr-image -T 300
	x 64 metarr-image -o small.jpg a.jpg
	echo hello >text.jpg
	x 65 metarr-image -T 300 -o other.jpg text.jpg
	same "metarr-image: 'text.jpg': no picture that can be read: text/plain" "$stderr"
	[ ! -e other.jpg ]
	x 1 metarr-image -T 300 nothing.jpg
	x 75 bash -c 'metarr-image -T 300 a.jpg >/dev/full'
}

@test "a cache that cannot be written" {
	picture a.jpg 200x300
	: >cache
	x 1 metarr-image -s cache a.jpg
	has "$output" '"error":{"code":"exists"'
	same false "$(jq 'has("cache_path")' <<<"$output")"
}

@test "for people" {
	picture a.png 200x300 -pix_fmt rgba
	x 0 metarr-image -t -p a.png
	same "a.png: image/png 200 x 300 with alpha, $(stat -c %s a.png) bytes, sha256 $(sha256sum a.png | cut -c 1-12)" "$output"
	x 0 metarr-image --help
	has "$output" "usage: metarr-image"
	x 64 metarr-image --nonsense
	x 0 metarr-image </dev/null
	same "metarr-image: no records came in" "$stderr"
	x 65 metarr-image <<<'{"path":null}'
	has "$output" '"code":"bad_record"'
}
