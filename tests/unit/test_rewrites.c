/*
 * Published files that somebody else wrote since: programs that write the whole file anew, as they write it,
 * lock nothing and are repaired; a person's edit of such a file is taken; what is broken is no word about the
 * fields.
 */
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/file.h"
#include "harness/shelf.h"
#include "media/nfo.h"
#include "store/edit.h"

#define BY_HAND                                                                                              \
	"<movie>\n  <title>Solaris</title>\n  <year>1972</year>\n  <plot>Old.</plot>\n"                      \
	"  <tagline>Old.</tagline>\n  <genre>Drama</genre>\n</movie>\n"

#define BY_RADARR(plot)                                                                                      \
	"<movie>\n  <title>Solyaris</title>\n  <rating>7.9</rating>\n  <plot>" plot "</plot>\n"              \
	"  <id>tt0069293</id>\n  <uniqueid type=\"imdb\" default=\"true\">tt0069293</uniqueid>\n"            \
	"  <uniqueid type=\"tmdb\">593</uniqueid>\n  <mpaa>PG</mpaa>\n  <year>1972</year>\n"                 \
	"  <premiered>1972-03-20</premiered>\n  <genre>Science Fiction</genre>\n  "                          \
	"<studio>Mosfilm</studio>\n"                                                                         \
	"  <thumb />\n  <watched>false</watched>\n</movie>\n"

/* Films as the programs write them, each in its own shape. */
static const struct {
	const char *maker, *text;
} programs[] = {
	{"radarr", BY_RADARR("Theirs.")},
	{"jellyfin",
		"<?xml version=\"1.0\" encoding=\"utf-8\" standalone=\"yes\"?>\n<movie>\n  "
		"<plot>Theirs.</plot>\n"
		"  <outline />\n  <lockdata>false</lockdata>\n  <dateadded>2024-01-02 03:04:05</dateadded>\n"
		"  <title>Solyaris</title>\n  <rating>7.9</rating>\n  <year>1972</year>\n"
		"  <mpaa>PG</mpaa>\n  <premiered>1972-03-20</premiered>\n  <genre>Science Fiction</genre>\n"
		"  <studio>Mosfilm</studio>\n</movie>\n"},
	{"tinymediamanager",
		"<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"
		"<!--created on 2024-01-02 03:04:05 - tinyMediaManager 4.3.4-->\n<movie>\n"
		"  <title>Solyaris</title>\n  <year>1972</year>\n  <plot>Theirs.</plot>\n"
		"  <outline>Theirs.</outline>\n  <mpaa>PG</mpaa>\n  <premiered>1972-03-20</premiered>\n"
		"  <genre>Science Fiction</genre>\n  <studio>Mosfilm</studio>\n</movie>\n"},
	{"mediaelch",
		"<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<movie>\n"
		"    <title>Solyaris</title>\n    <plot>Theirs.</plot>\n    <mpaa>PG</mpaa>\n"
		"    <year>1972</year>\n    <genre>Science Fiction</genre>\n    <studio>Mosfilm</studio>\n"
		"    <generator>\n        <appname>MediaElch</appname>\n"
		"        <kodiversion>18</kodiversion>\n    </generator>\n</movie>\n"},
};

static void count(int64_t want, const char *sql)
{
	ck_assert_msg(engines_int(sql) == want, "%s", sql);
}

static void edit(int64_t id, const char *word)
{
	struct edit e = {0};
	struct edit_job job = {.type = ENTITY_MOVIE, .id = id, .edit = &e, .error = ERROR_INIT};
	int64_t batch = 0;

	must(edit_assign(&e, word, &engines_err));
	must(edit_items(engines_db, &job, 1, "ann", false, &batch, &engines_err));
	edit_job_release(&job);
	edit_release(&e);
}

/* A published film, whose plot and title are a person's. */
static int64_t film(const char *nfo)
{
	int64_t id;

	shelf_make(LIBRARY_MOVIES, "Solaris");
	id = shelf_film("Solaris", "movie.nfo", nfo);
	edit(id, "plot=Mine.");
	edit(id, "title=Solaris");
	shelf_publish(ENTITY_MOVIE, id, 1, 0);
	return id;
}

/* Publishes, and what it said. */
static char *publish(int64_t id)
{
	struct publish_report report = {0};
	struct strbuf said = STRBUF_INIT;
	size_t i;

	must(publish_item(&shelf_pub, ENTITY_MOVIE, id, &report, &engines_err));
	for (i = 0; i < report.nwarning; i++)
		strbuf_addf(&said, "%s\n", report.warning[i]);
	publish_report_release(&report);
	return strbuf_detach(&said, NULL);
}

/* The file says again what the database does, nothing is locked but what was, and nothing is in conflict. */
static void is_repaired(const char *who)
{
	char *text = shelf_text("movie.nfo");
	struct nfo nfo = NFO_INIT;

	must(nfo_read(&nfo, text, strlen(text), &engines_err));
	ck_assert_msg(!strcmp(meta_get(&nfo.item[0].meta, MF_PLOT), "Mine."), "%s: %s", who, text);
	ck_assert_str_eq(meta_get(&nfo.item[0].meta, MF_TITLE), "Solaris");
	count(1, "SELECT COUNT(*) FROM movies WHERE plot = 'Mine.' AND title = 'Solaris' AND state = "
		 "'published'");
	count(2, "SELECT COUNT(*) FROM field_state WHERE locked = 1");
	count(0, "SELECT COUNT(*) FROM field_state WHERE disk_value IS NOT NULL OR source = 'file'");
	nfo_release(&nfo);
	free(text);
}

static void rewritten(int64_t id, const char *maker, const char *text)
{
	char *said;

	shelf_put("movie.nfo", text);
	said = publish(id);
	ck_assert_msg(strstr(said, "was written anew by") && strstr(said, maker), "%s: '%s'", maker, said);
	free(said);
	is_repaired(maker);
	shelf_publish(ENTITY_MOVIE, id, 0, 0);
}

START_TEST(programs_are_repaired)
{
	int64_t id = film(BY_HAND);
	size_t i;

	for (i = 0; i < sizeof(programs) / sizeof(programs[0]); i++)
		rewritten(id, programs[i].maker, programs[i].text);
	count(1, "SELECT COUNT(*) FROM movies WHERE mpaa = 'PG'"); /* what was empty is taken */
}
END_TEST

/* The same of recorded files, when they are there. */
START_TEST(recorded_ones_are_repaired)
{
	const char *root = getenv("METARR_FIXTURES");
	struct strbuf pattern = STRBUF_INIT, text = STRBUF_INIT;
	size_t i, n = 0;
	glob_t found;
	int64_t id;

	if (!root) {
		puts("skip: METARR_FIXTURES is not set");
		return;
	}
	id = film(BY_HAND);
	strbuf_addf(&pattern, "%s/nfo/movie/*", root);
	ck_assert_int_eq(glob(pattern.buf, 0, NULL, &found), 0);
	for (i = 0; i < found.gl_pathc; i++) {
		struct nfo nfo = NFO_INIT;

		strbuf_clear(&text);
		must(file_read(found.gl_pathv[i], NFO_MAX_SIZE, &text, &engines_err));
		must(nfo_read(&nfo, text.buf, text.len, &engines_err));
		if (nfo.maker != NFO_BY_UNKNOWN && nfo.maker != NFO_BY_KODI &&
			meta_has(&nfo.item[0].meta, MF_TITLE)) {
			rewritten(id, nfo_maker_name(nfo.maker), text.buf);
			n++;
		}
		nfo_release(&nfo);
	}
	ck_assert_uint_ge(n, 3);
	globfree(&found);
	strbuf_release(&pattern);
	strbuf_release(&text);
}
END_TEST

/* It was theirs from the beginning, and one field of it is ours: they write what they had written before. */
START_TEST(a_program_says_the_same_again)
{
	int64_t id = film(BY_RADARR("Theirs."));

	rewritten(id, "radarr", BY_RADARR("Theirs."));
}
END_TEST

START_TEST(a_person_edits_a_programs_file)
{
	int64_t id = film(BY_RADARR("Theirs."));
	char *text = shelf_text("movie.nfo"), *at = strstr(text, "Mosfilm");

	*at = 'K';
	shelf_put("movie.nfo", text);
	free(text);
	free(publish(id));
	count(1, "SELECT COUNT(*) FROM field_state WHERE field = 'studios' AND source = 'file' AND locked = "
		 "1");
	text = shelf_text("movie.nfo");
	ck_assert_ptr_nonnull(strstr(text, "<studio>Kosfilm</studio>"));
	free(text);
}
END_TEST

static bool file_says(const char *words)
{
	char *text = shelf_text("movie.nfo");
	bool says = strstr(text, words) != NULL;

	free(text);
	return says;
}

/* Locks of a person are written for Jellyfin; when it forgets them they are written again, until they are
 * taken away here. */
START_TEST(locks_are_written_back)
{
	struct edit e = {0};
	struct edit_job job = {.type = ENTITY_MOVIE, .edit = &e, .error = ERROR_INIT};
	int64_t batch = 0;

	job.id = film(BY_HAND);
	shelf_set("players", "kodi,jellyfin");
	free(publish(job.id));
	ck_assert(file_says("<lockedfields>Name|Overview</lockedfields>"));
	shelf_put("movie.nfo", programs[1].text);
	free(publish(job.id));
	is_repaired("jellyfin");
	ck_assert(file_says("<lockedfields>Name|Overview</lockedfields>"));
	must(edit_lock(&e, "plot", false, &engines_err));
	must(edit_items(engines_db, &job, 1, "ann", false, &batch, &engines_err));
	free(publish(job.id));
	ck_assert(file_says("<lockedfields>Name</lockedfields>"));
	edit_job_release(&job);
	edit_release(&e);
}
END_TEST

/* What is locked in the file is locked here, and stays so while a program writes. */
START_TEST(locks_of_a_file_are_ours)
{
	int64_t id = film("<movie>\n  <title>Solaris</title>\n  <year>1972</year>\n  <plot>Old.</plot>\n"
			  "  <tagline>Old.</tagline>\n  <genre>Drama</genre>\n"
			  "  <lockedfields>Genres</lockedfields>\n</movie>\n");

	count(1, "SELECT COUNT(*) FROM field_state WHERE field = 'genres' AND locked = 1 AND source = 'nfo'");
	shelf_set("players", "jellyfin");
	shelf_put("movie.nfo", programs[1].text);
	free(publish(id));
	ck_assert(file_says("<genre>Drama</genre>") && !file_says("Science Fiction"));
	ck_assert(file_says("<lockedfields>Name|Overview|Genres</lockedfields>") ||
		  file_says("<lockedfields>Name|Genres|Overview</lockedfields>"));
	count(3, "SELECT COUNT(*) FROM field_state WHERE locked = 1");
}
END_TEST

START_TEST(broken_files_say_nothing)
{
	static const char *const broken[] = {"", "\n", "<movie>",
		"<movie>\n  <title>Solaris</title>\n  <plot>Mi", "<movie></movie>", "no XML at all\n"};
	int64_t id = film(BY_HAND);
	size_t i;

	for (i = 0; i < sizeof(broken) / sizeof(broken[0]); i++) {
		shelf_put("movie.nfo", broken[i]);
		edit(id, i % 2 ? "mpaa=A" : "mpaa=B"); /* so that there is something to write */
		edit(id, "mpaa=");
		free(publish(id));
		count(1, "SELECT COUNT(*) FROM movies WHERE tagline = 'Old.' AND plot = 'Mine.'");
		count(0, "SELECT COUNT(*) FROM field_state WHERE source = 'file' OR disk_value IS NOT NULL");
	}
	shelf_settled();
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {programs_are_repaired, recorded_ones_are_repaired,
		a_program_says_the_same_again, a_person_edits_a_programs_file, locks_are_written_back,
		locks_of_a_file_are_ours, broken_files_say_nothing};
	Suite *s = suite_create("rewrites");

	engines_add(s, "rewrites", ENGINES_MIGRATED, tests, sizeof(tests) / sizeof(tests[0]));
	return engines_run(s);
}
