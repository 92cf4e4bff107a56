/* Main titles of copied discs, from the files that describe them, made here byte by byte. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "core/file.h"
#include "harness/scratch.h"
#include "media/disc.h"

static struct strbuf data;
static struct disc disc;

static void put(size_t at, uint32_t v, int size)
{
	while (data.len < at + (size_t)size)
		strbuf_addch(&data, 0);
	for (int i = size - 1; i >= 0; i--, v >>= 8)
		data.buf[at + (size_t)i] = (char)(v & 255);
}

static void put_text(size_t at, const char *s)
{
	for (; *s; s++)
		put(at++, (uint8_t)*s, 1);
}

static void save(const char *name)
{
	ok(file_write(scratch(name), data.buf, data.len, NULL, NULL, &scratch_err));
	strbuf_clear(&data);
}

/* A title set of one chain; hours, minutes, seconds and frames are BCD, frames with the bits of 25 a second.
 */
static void title_set(uint32_t time)
{
	strbuf_clear(&data);
	put_text(0, "DVDVIDEO-VTS");
	put(0xcc, 1, 4);
	put(0x200, 0x4c, 1); /* MPEG-2, 16:9 */
	put(0x202, 3, 2);
	put(0x204, 0x04, 1); /* AC-3 with a language */
	put_text(0x206, "en");
	put(0x20c, 0xc4, 1); /* DTS */
	put_text(0x20e, "de");
	put(0x214, 0x04, 1); /* one that the chain does not use */
	put_text(0x216, "fr");
	put(0x254, 1, 2);
	put(0x256, 0x01, 1);
	put_text(0x258, "es");
	put(2048, 1, 2); /* chains */
	put(2048 + 12, 16, 4);
	put(2048 + 16 + 4, time, 4);
	put(2048 + 16 + 0x0c, 0x8000, 2);
	put(2048 + 16 + 0x0e, 0x8100, 2);
	put(2048 + 16 + 0x1c, 0x80030000u, 4);
	put(2048 + 16 + 0xec, 0, 4);
}

static void make_dvd(const char *dir, const char *menu, const char *film, const char *vob)
{
	struct strbuf name = STRBUF_INIT;

	scratch_mkdir(dir, 0755);
	strbuf_addf(&name, "%s/%s", dir, menu);
	title_set(0x00012040);
	save(name.buf);
	strbuf_clear(&name);
	strbuf_addf(&name, "%s/%s", dir, film);
	title_set(0x01324652); /* 1:32:46 and 12 frames */
	save(name.buf);
	strbuf_clear(&name);
	strbuf_addf(&name, "%s/VTS_01_1.VOB", dir);
	scratch_write(name.buf, "menu");
	strbuf_clear(&name);
	strbuf_addf(&name, "%s/%s", dir, vob);
	scratch_write(name.buf, "film");
	strbuf_release(&name);
}

static void is_dvd(const char *path, const char *vob)
{
	ck_assert_msg(disc_open(&disc, path, &scratch_err) == 1, "%s: %s", path, scratch_err.msg.buf);
	ck_assert_str_eq(disc.file, vob);
	ck_assert_double_eq_tol(disc.duration, 3600 + 32 * 60 + 46 + 12 / 25.0, 1e-3);
	ck_assert_uint_eq(disc.nstream, 3);
	ck_assert_int_eq(disc.stream[0].id, 0x80);
	ck_assert_str_eq(disc.stream[0].language, "eng");
	ck_assert_str_eq(disc.stream[0].codec, "ac3");
	ck_assert_int_eq(disc.stream[1].id, 0x89);
	ck_assert_str_eq(disc.stream[1].language, "ger");
	ck_assert(disc.stream[2].is_subtitle);
	ck_assert_int_eq(disc.stream[2].id, 0x23);
	ck_assert_str_eq(disc.stream[2].language, "spa");
}

START_TEST(a_dvd_by_all_its_paths)
{
	scratch_mkdir("film", 0755);
	make_dvd("film/VIDEO_TS", "VTS_01_0.IFO", "VTS_02_0.IFO", "VTS_02_1.VOB");
	scratch_write("film/VIDEO_TS/VIDEO_TS.IFO", "DVDVIDEO-VMG");
	is_dvd(scratch("film"), scratch("film/VIDEO_TS/VTS_02_1.VOB"));
	is_dvd(scratch("film/VIDEO_TS"), scratch("film/VIDEO_TS/VTS_02_1.VOB"));
	is_dvd(scratch("film/VIDEO_TS/VIDEO_TS.IFO"), scratch("film/VIDEO_TS/VTS_02_1.VOB"));
}
END_TEST

START_TEST(names_in_lower_case)
{
	make_dvd("video_ts", "VTS_01_0.IFO", "vts_02_0.ifo", "vts_02_1.vob");
	is_dvd(scratch(""), scratch("video_ts/vts_02_1.vob"));
}
END_TEST

START_TEST(dvd_that_is_broken)
{
	scratch_mkdir("VIDEO_TS", 0755);
	fails(disc_open(&disc, scratch("VIDEO_TS"), &scratch_err), ERR_BAD_VIDEO);
	scratch_write("VIDEO_TS/VTS_01_0.IFO", "hello");
	scratch_write("VIDEO_TS/VTS_01_1.VOB", "film");
	fails(disc_open(&disc, scratch("VIDEO_TS"), &scratch_err), ERR_BAD_VIDEO);
	title_set(0x01324652);
	for (size_t len = 0; len < 2048 + 20; len += 47) {
		ok(file_write(scratch("VIDEO_TS/VTS_01_0.IFO"), data.buf, len, NULL, NULL, &scratch_err));
		fails(disc_open(&disc, scratch("VIDEO_TS"), &scratch_err), ERR_BAD_VIDEO);
	}
	put(0xcc, 0xffffffff, 4);
	save("VIDEO_TS/VTS_01_0.IFO");
	fails(disc_open(&disc, scratch(""), &scratch_err), ERR_BAD_VIDEO);
	says("no title that can be read");
}
END_TEST

/* Appends a stream entry: in the clip itself, with its PID, its kind and what follows that. */
static void entry(unsigned pid, unsigned kind, const char *rest)
{
	size_t at = data.len, len = strlen(rest);

	put(at, 9, 1);
	put(at + 1, 1, 1);
	put(at + 2, pid, 2);
	put(at + 10, (uint32_t)len + 1, 1);
	put(at + 11, kind, 1);
	put_text(at + 12, rest);
}

static void item(const char *clip, unsigned seconds, unsigned angles)
{
	size_t at = data.len, table;

	put_text(at + 2, clip);
	put_text(at + 7, "M2TS");
	put(at + 11, angles ? 0x11 : 1, 2);
	put(at + 14, 45000, 4);
	put(at + 18, 45000 + seconds * 45000, 4);
	put(at + 33, 0, 1);
	if (angles) {
		put(data.len, angles, 1);
		put(data.len + 10 * (angles - 1), 0, 1);
	}
	table = data.len;
	put(table + 4, 1, 1); /* video */
	put(table + 5, 2, 1); /* sound */
	put(table + 6, 1, 1); /* subtitles */
	put(table + 15, 0, 1);
	entry(0x1011, 0x1b, "\x61");
	entry(0x1100, 0x83,
		"\x61"
		"eng");
	entry(0x1101, 0x81,
		"\x61"
		"deu");
	entry(0x1200, 0x90, "fra");
	put(table, (uint32_t)(data.len - table - 2), 2);
	put(at, (uint32_t)(data.len - at - 2), 2);
}

static void begin_playlist(unsigned items)
{
	strbuf_clear(&data);
	put_text(0, "MPLS0200");
	put(8, 40, 4);
	put(46, items, 2);
	put(48, 0, 2);
}

static void make_bluray(void)
{
	scratch_mkdir("BDMV", 0755);
	scratch_mkdir("BDMV/PLAYLIST", 0755);
	scratch_mkdir("BDMV/STREAM", 0755);
	scratch_write("BDMV/index.bdmv", "INDX0200");
	scratch_write("BDMV/STREAM/00001.m2ts", "logo");
	scratch_write("BDMV/STREAM/00002.m2ts", "film");
	begin_playlist(2);
	item("00001", 20, 0);
	item("00002", 7200, 2);
	save("BDMV/PLAYLIST/00800.mpls");
	begin_playlist(1);
	item("00001", 20, 0);
	save("BDMV/PLAYLIST/00001.mpls");
	/* The same clip over and over, which is no film. */
	begin_playlist(9);
	for (int i = 0; i < 9; i++)
		item("00001", 6000, 0);
	save("BDMV/PLAYLIST/00900.mpls");
}

START_TEST(a_bluray)
{
	static const char *const paths[] = {"", "BDMV", "BDMV/index.bdmv"};

	make_bluray();
	for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++) {
		ck_assert_int_eq(disc_open(&disc, scratch(paths[i]), &scratch_err), 1);
		ck_assert_str_eq(disc.file, scratch("BDMV/STREAM/00002.m2ts"));
		ck_assert_double_eq_tol(disc.duration, 7220, 1e-3);
		ck_assert_uint_eq(disc.nstream, 3);
		ck_assert_int_eq(disc.stream[0].id, 0x1100);
		ck_assert_str_eq(disc.stream[0].codec, "truehd");
		ck_assert_str_eq(disc.stream[0].language, "eng");
		ck_assert_str_eq(disc.stream[1].language, "ger");
		ck_assert(disc.stream[2].is_subtitle);
		ck_assert_int_eq(disc.stream[2].id, 0x1200);
		ck_assert_str_eq(disc.stream[2].language, "fre");
	}
}
END_TEST

START_TEST(bluray_that_is_broken)
{
	make_bluray();
	ok(file_remove(scratch("BDMV/PLAYLIST/00001.mpls"), &scratch_err));
	begin_playlist(1);
	item("00002", 7200, 0);
	for (size_t len = 0; len < 84; len++) {
		ok(file_write(scratch("BDMV/PLAYLIST/00800.mpls"), data.buf, len, NULL, NULL, &scratch_err));
		fails(disc_open(&disc, scratch("BDMV"), &scratch_err), ERR_BAD_VIDEO);
	}
	/* Whatever byte is wrong: an answer, within bounds. */
	for (size_t at = 0; at < data.len; at++) {
		char was = data.buf[at];

		data.buf[at] = (char)0xff;
		ok(file_write(
			scratch("BDMV/PLAYLIST/00800.mpls"), data.buf, data.len, NULL, NULL, &scratch_err));
		if (disc_open(&disc, scratch("BDMV"), &scratch_err) == 1)
			ck_assert_uint_le(disc.nstream, DISC_MAX_STREAMS);
		data.buf[at] = was;
	}
	/* A playlist whose clip is not there. */
	begin_playlist(1);
	item("00003", 7200, 0);
	save("BDMV/PLAYLIST/00800.mpls");
	fails(disc_open(&disc, scratch("BDMV"), &scratch_err), ERR_BAD_VIDEO);
}
END_TEST

START_TEST(no_disc)
{
	scratch_mkdir("film", 0755);
	scratch_write("film/film.mkv", "");
	ck_assert_int_eq(disc_open(&disc, scratch("film"), &scratch_err), 0);
	ck_assert_int_eq(disc_open(&disc, scratch("film/film.mkv"), &scratch_err), 0);
	ck_assert_int_eq(disc_open(&disc, scratch("nothing"), &scratch_err), 0);
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {a_dvd_by_all_its_paths, names_in_lower_case, dvd_that_is_broken,
		a_bluray, bluray_that_is_broken, no_disc};

	strbuf_init(&data);
	return scratch_run("disc", tests, sizeof(tests) / sizeof(tests[0]));
}
