/* Main titles of copied discs; see disc.h. Every offset in these files is checked before it is followed. */
#include <dirent.h>
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

#include "core/alloc.h"
#include "core/file.h"
#include "core/path.h"
#include "media/disc.h"
#include "media/lang.h"

/* Bytes of a file; what lies beyond the end reads as zero. */
struct bytes {
	const uint8_t *p;
	size_t len;
};

static unsigned u8(struct bytes b, size_t at)
{
	return at < b.len ? b.p[at] : 0;
}

static unsigned u16(struct bytes b, size_t at)
{
	return u8(b, at) << 8 | u8(b, at + 1);
}

static uint32_t u32(struct bytes b, size_t at)
{
	return (uint32_t)u16(b, at) << 16 | u16(b, at + 2);
}

void disc_release(struct disc *d)
{
	free(d->file);
	*d = (struct disc)DISC_INIT;
}

static void add_stream(struct disc *d, int id, bool is_subtitle, const char *codec, struct bytes b, size_t at,
	size_t letters)
{
	struct disc_stream *s;
	char tag[4] = "";
	const char *code;

	if (d->nstream == DISC_MAX_STREAMS)
		return;
	s = &d->stream[d->nstream++];
	*s = (struct disc_stream){.id = id, .is_subtitle = is_subtitle, .codec = codec};
	for (size_t i = 0; i < letters; i++)
		tag[i] = (char)u8(b, at + i);
	code = lang_code(tag);
	if (code)
		memcpy(s->language, code, sizeof(s->language));
}

/* Finds a name in a folder, whatever its case. Appends its path. False: not there. */
static bool find_name(const char *dir, const char *name, struct strbuf *path)
{
	DIR *d = opendir(dir);
	struct dirent *e;
	bool found = false;

	while (d && !found && (e = readdir(d)) != NULL) {
		found = !strcasecmp(e->d_name, name);
		if (found)
			path_join(path, dir, e->d_name);
	}
	if (d)
		closedir(d);
	return found;
}

/* DVD: one title set is VTS_nn_0.IFO and VTS_nn_1.VOB to _9.VOB. */

#define SECTOR 2048
#define VTS_AUDIO 0x202	   /* u16 their number, then 8 bytes each */
#define VTS_SUBTITLE 0x254 /* u16 their number, then 6 bytes each */
#define VTS_PGCI 0xcc	   /* u32 sector of the program chains */
#define PGC_AUDIO 0x0c	   /* u16 each: bit 15 in use, bits 8 to 10 the number of its stream */
#define PGC_SUBTITLE 0x1c  /* u32 each: bit 31 in use, bits 24 to 28 the number for 4:3, 16 to 20 for wide */

static unsigned bcd(unsigned v)
{
	return (v >> 4) * 10 + (v & 15);
}

/* Hours, minutes, seconds, and frames whose upper bits say how many make a second. */
static double playback_time(struct bytes b, size_t at)
{
	unsigned frames = u8(b, at + 3);

	return bcd(u8(b, at)) * 3600.0 + bcd(u8(b, at + 1)) * 60.0 + bcd(u8(b, at + 2)) +
	       bcd(frames & 0x3f) / (frames >> 6 == 1 ? 25.0 : 30000 / 1001.0);
}

static void add_dvd_audio(struct disc *d, struct bytes ifo, size_t pgc)
{
	static const struct {
		const char *codec;
		int id;
	} modes[8] = {[0] = {"ac3", 0x80},
		[2] = {"mp2", 0x1c0},
		[3] = {"mp2", 0x1c0},
		[4] = {"pcm_dvd", 0xa0},
		[6] = {"dts", 0x88}};
	unsigned n = u16(ifo, VTS_AUDIO);

	for (unsigned i = 0; i < n && i < 8; i++) {
		size_t at = VTS_AUDIO + 2 + i * 8u;
		unsigned mode = u8(ifo, at) >> 5, control = u16(ifo, pgc + PGC_AUDIO + i * 2u);
		bool has_language = (u8(ifo, at) >> 2 & 3) == 1;

		if (control & 0x8000 && modes[mode].codec)
			add_stream(d, modes[mode].id + (int)(control >> 8 & 7), false, modes[mode].codec, ifo,
				at + 2, has_language ? 2 : 0);
	}
}

static void add_dvd_subtitles(struct disc *d, struct bytes ifo, size_t pgc)
{
	unsigned n = u16(ifo, VTS_SUBTITLE);
	bool wide = (u8(ifo, 0x200) >> 2 & 3) == 3;

	for (unsigned i = 0; i < n && i < 32; i++) {
		size_t at = VTS_SUBTITLE + 2 + i * 6u;
		uint32_t control = u32(ifo, pgc + PGC_SUBTITLE + i * 4u);
		bool has_language = (u8(ifo, at) & 3) == 1;

		if (control & 0x80000000u)
			add_stream(d, 0x20 + (int)(control >> (wide ? 16 : 24) & 31), true, "dvd_subtitle",
				ifo, at + 2, has_language ? 2 : 0);
	}
}

/* Takes the longest program chain of a title set, if it is longer than what *d has. */
static void read_title_set(struct disc *d, struct bytes ifo, const char *vob)
{
	size_t table = (size_t)u32(ifo, VTS_PGCI) * SECTOR;
	unsigned n = u16(ifo, table);

	if (ifo.len < 12 || memcmp(ifo.p, "DVDVIDEO-VTS", 12) != 0 || !table)
		return;
	for (unsigned i = 0; i < n; i++) {
		size_t pgc = table + u32(ifo, table + 8 + i * 8u + 4);
		double duration = playback_time(ifo, pgc + 4);

		if (duration <= d->duration)
			continue;
		disc_release(d);
		d->file = xstrdup(vob);
		d->duration = duration;
		add_dvd_audio(d, ifo, pgc);
		add_dvd_subtitles(d, ifo, pgc);
	}
}

static void read_dvd(struct disc *d, const char *dir)
{
	struct strbuf name = STRBUF_INIT, path = STRBUF_INIT, vob = STRBUF_INIT, data = STRBUF_INIT;

	for (int i = 1; i < 100; i++) {
		strbuf_clear(&name);
		strbuf_clear(&path);
		strbuf_clear(&vob);
		strbuf_clear(&data);
		strbuf_addf(&name, "VTS_%02d_0.IFO", i);
		if (!find_name(dir, name.buf, &path) || file_read(path.buf, DISC_MAX_FILE, &data, NULL))
			continue;
		strbuf_clear(&name);
		strbuf_addf(&name, "VTS_%02d_1.VOB", i);
		if (find_name(dir, name.buf, &vob))
			read_title_set(d, (struct bytes){(const uint8_t *)data.buf, data.len}, vob.buf);
	}
	strbuf_release(&name);
	strbuf_release(&path);
	strbuf_release(&vob);
	strbuf_release(&data);
}

/* Blu-ray: a playlist is a chain of clips, STREAM/nnnnn.m2ts. */

#define CLOCK 45000.0  /* ticks a second */
#define MOST_REPEATS 2 /* of one clip: what repeats it more is a menu's background or bait */
#define MOST_ITEMS 1000

static const char *bluray_codec(unsigned type)
{
	switch (type) {
	case 0x03:
	case 0x04:
		return "mp2";
	case 0x80:
		return "pcm_bluray";
	case 0x81:
		return "ac3";
	case 0x82:
	case 0x85:
	case 0x86:
	case 0xa2:
		return "dts";
	case 0x83:
		return "truehd";
	case 0x84:
	case 0xa1:
		return "eac3";
	case 0x90:
		return "hdmv_pgs_subtitle";
	case 0x92:
		return "hdmv_text_subtitle";
	default:
		return NULL;
	}
}

/* One stream entry with its attributes; the place after them. */
static size_t read_entry(struct disc *d, struct bytes b, size_t at)
{
	size_t attributes = at + 1 + u8(b, at), end = attributes + 1 + u8(b, attributes);
	unsigned type = u8(b, attributes + 1);
	const char *codec = bluray_codec(type);
	bool is_subtitle = type == 0x90 || type == 0x92;
	/* Sound has a byte of format before its language, text one of charset, pictures of letters nothing.
	 */
	size_t language = attributes + (type == 0x90 ? 2 : 3);

	/* Type 1: in the title's own clip, with the PID next. */
	if (codec && u8(b, at + 1) == 1)
		add_stream(d, (int)u16(b, at + 2), is_subtitle, codec, b, language, 3);
	return end;
}

/* The table of streams of a play item: video, sound and subtitles in this order, then what is not looked at.
 */
static void read_streams(struct disc *d, struct bytes b, size_t at)
{
	unsigned n = u8(b, at + 4) + u8(b, at + 5) + u8(b, at + 6);

	at += 4 + 12;
	while (n-- && at < b.len)
		at = read_entry(d, b, at);
}

/* Where an item's table of streams is: after what every item has, and its other angles. */
static size_t stream_table(struct bytes b, size_t item)
{
	bool angles = u16(b, item + 11) & 0x10;

	return item + 34 + (angles ? 2 + 10 * (u8(b, item + 34) ? u8(b, item + 34) - 1 : 0) : 0);
}

struct playlist {
	size_t list;	 /* where its list of items begins */
	size_t first;	 /* the item that is the longest */
	double duration; /* of all; 0: not one to play */
};

static bool repeats(struct bytes b, size_t list, size_t item)
{
	int same = 0;

	for (size_t at = list + 10; at < item; at += 2 + (size_t)u16(b, at))
		same += !memcmp(b.p + at + 2, b.p + item + 2, 5);
	return same >= MOST_REPEATS;
}

static struct playlist measure(struct bytes b)
{
	struct playlist p = {.list = u32(b, 8)};
	double longest = 0;
	unsigned n = u16(b, p.list + 6);
	size_t at = p.list + 10;

	if (b.len < 8 || memcmp(b.p, "MPLS", 4) != 0 || n > MOST_ITEMS)
		return p;
	for (; n--; at += 2 + (size_t)u16(b, at)) {
		uint32_t in = u32(b, at + 14), out = u32(b, at + 18);
		double length = out > in ? (out - in) / CLOCK : 0;

		if (at + 36 > b.len || repeats(b, p.list, at))
			return (struct playlist){0};
		if (length > longest) {
			longest = length;
			p.first = at;
		}
		p.duration += length;
	}
	return p;
}

static void read_playlist(struct disc *d, struct bytes b, const char *streams)
{
	struct playlist p = measure(b);
	struct strbuf name = STRBUF_INIT, path = STRBUF_INIT;

	if (p.duration <= d->duration)
		return;
	strbuf_addf(&name, "%.5s.m2ts", (const char *)b.p + p.first + 2);
	if (find_name(streams, name.buf, &path)) {
		disc_release(d);
		d->file = strbuf_detach(&path, NULL);
		d->duration = p.duration;
		read_streams(d, b, stream_table(b, p.first));
	}
	strbuf_release(&path);
	strbuf_release(&name);
}

static int by_name(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

static int is_playlist(const struct dirent *e)
{
	return !strcasecmp(path_ext(e->d_name), "mpls");
}

static void read_bluray(struct disc *d, const char *dir)
{
	struct strbuf lists = STRBUF_INIT, streams = STRBUF_INIT, path = STRBUF_INIT, data = STRBUF_INIT;
	struct dirent **names = NULL;
	int n = 0;

	/* In order of their names, so that of two that are equally long always the same is taken. */
	if (find_name(dir, "PLAYLIST", &lists) && find_name(dir, "STREAM", &streams))
		n = scandir(lists.buf, &names, is_playlist, by_name);
	for (int i = 0; i < n; i++) {
		strbuf_clear(&path);
		strbuf_clear(&data);
		path_join(&path, lists.buf, names[i]->d_name);
		if (i < DISC_MAX_TITLES && !file_read(path.buf, DISC_MAX_FILE, &data, NULL))
			read_playlist(d, (struct bytes){(const uint8_t *)data.buf, data.len}, streams.buf);
		free(names[i]);
	}
	free(names);
	strbuf_release(&lists);
	strbuf_release(&streams);
	strbuf_release(&path);
	strbuf_release(&data);
}

/* Which of the two folders a path means, and its path. */
static void (*disc_reader(const char *path, struct strbuf *dir))(struct disc *, const char *)
{
	struct stat st;

	if (!strcasecmp(path_base(path), "VIDEO_TS.IFO") || !strcasecmp(path_base(path), "index.bdmv")) {
		path_dir(dir, path);
		return strcasecmp(path_ext(path), "IFO") ? read_bluray : read_dvd;
	}
	if (stat(path, &st) || !S_ISDIR(st.st_mode))
		return NULL;
	if (!strcasecmp(path_base(path), "VIDEO_TS") || !strcasecmp(path_base(path), "BDMV")) {
		strbuf_addstr(dir, path);
		return strcasecmp(path_base(path), "BDMV") ? read_dvd : read_bluray;
	}
	if (find_name(path, "BDMV", dir))
		return read_bluray;
	return find_name(path, "VIDEO_TS", dir) ? read_dvd : NULL;
}

int disc_open(struct disc *out, const char *path, struct error *err)
{
	struct strbuf dir = STRBUF_INIT;
	struct disc found = DISC_INIT;
	void (*read)(struct disc *, const char *) = disc_reader(path, &dir);
	int rc = 0;

	if (read) {
		read(&found, dir.buf);
		if (found.file) {
			disc_release(out);
			*out = found;
			rc = 1;
		} else {
			rc = error_set(
				err, ERR_BAD_VIDEO, "no title that can be read on the disc in '%s'", dir.buf);
		}
	}
	strbuf_release(&dir);
	return rc;
}
