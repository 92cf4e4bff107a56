/* Items: what is saved comes back, only differences are written, and sources and locks stay with their
 * fields. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/alloc.h"
#include "harness/items.h"

static int64_t library(void)
{
	return items_library("films", "/f");
}

static void same_meta(const struct meta *a, const struct meta *b)
{
	struct strbuf x = STRBUF_INIT, y = STRBUF_INIT;
	int f;

	for (f = 0; f < MF_COUNT; f++) {
		strbuf_clear(&x);
		strbuf_clear(&y);
		meta_field_json(a, f, &x);
		meta_field_json(b, f, &y);
		ck_assert_msg(!strcmp(x.buf, y.buf), "%s: %s and %s", meta_field_name(f), x.buf, y.buf);
	}
	strbuf_release(&x);
	strbuf_release(&y);
}

static void add_streams(struct streams *s)
{
	s->duration = 8160.5;
	ALLOC_GROW(s->video, 1, s->avideo);
	s->video[s->nvideo++] = (struct video_stream){.codec = xstrdup("hevc"),
		.hdr_type = xstrdup("hdr10"),
		.width = 3840,
		.height = 1600,
		.aspect = 2.4,
		.framerate = 23.976,
		.bitrate = 12000000};
	ALLOC_GROW(s->audio, 2, s->aaudio);
	s->audio[s->naudio++] = (struct audio_stream){.codec = xstrdup("truehd"),
		.language = xstrdup("eng"),
		.title = xstrdup("Main"),
		.stream_index = 1,
		.channels = 8,
		.is_default = true};
	s->audio[s->naudio++] = (struct audio_stream){
		.codec = xstrdup("ac3"), .stream_index = 2, .channels = 2, .is_forced = true};
	ALLOC_GROW(s->subtitle, 2, s->asubtitle);
	s->subtitle[s->nsubtitle++] = (struct subtitle_stream){.codec = xstrdup("subrip"),
		.language = xstrdup("ger"),
		.file_path = xstrdup("/f/A/A.de.srt")};
	s->subtitle[s->nsubtitle++] = (struct subtitle_stream){.codec = xstrdup("pgs"), .is_default = true};
}

/* A stored film with everything. */
static void full(struct item *it)
{
	items_film(it, library(), "/f", "A");
	items_fill(it);
	it->nfo_path = xstrdup("/f/A/movie.nfo");
	it->naming = NAMING_SHORT;
	it->version_label = xstrdup("4K");
	it->nfo_hash = xstrdup("abc");
	it->enriched_at = xstrdup("2024-01-02 03:04:05.678");
	add_streams(&it->streams);
	ck_assert_int_eq(items_save(it, ALL_FIELDS, true, true), 1);
	ck_assert_int_gt(it->id, 0);
	ck_assert_int_eq(it->revision, 1);
}

START_TEST(comes_back)
{
	struct item it, got;
	int f;

	full(&it);
	items_load(&got, ENTITY_MOVIE, it.id);
	same_meta(&it.meta, &got.meta);
	ck_assert_str_eq(got.file_path, "/f/A/A.mkv");
	ck_assert_str_eq(got.folder, "A");
	ck_assert_str_eq(got.nfo_path, "/f/A/movie.nfo");
	ck_assert_int_eq(got.naming, NAMING_SHORT);
	ck_assert_str_eq(got.version_label, "4K");
	ck_assert_str_eq(got.state, "discovered");
	ck_assert_str_eq(got.nfo_hash, "abc");
	ck_assert_str_eq(got.enriched_at, "2024-01-02 03:04:05.678");
	ck_assert(got.has_unpublished_changes && !got.deleted_on && !got.error_message);
	ck_assert_str_eq(got.sort_key, "grosse 1");
	ck_assert_int_eq(strlen(got.created_at), 23);
	ck_assert_str_eq(got.created_at, got.updated_at);
	for (f = 0; f < MF_COUNT; f++) {
		ck_assert_str_eq(got.field[f].source, meta_has(&it.meta, f) ? "nfo" : "");
		ck_assert(!got.field[f].locked);
	}
	ck_assert_str_eq(got.field[MF_PLOT].updated_at, got.created_at);
	item_release(&it);
	item_release(&got);
}
END_TEST

START_TEST(streams_come_back)
{
	struct item it, got;

	full(&it);
	items_load(&got, ENTITY_MOVIE, it.id);
	ck_assert(got.streams.duration == 8160.5 && got.streams.nvideo == 1);
	ck_assert_str_eq(got.streams.video[0].codec, "hevc");
	ck_assert_str_eq(got.streams.video[0].hdr_type, "hdr10");
	ck_assert_ptr_null(got.streams.video[0].language);
	ck_assert_int_eq(got.streams.video[0].height, 1600);
	ck_assert(got.streams.video[0].framerate == 23.976 && got.streams.video[0].aspect == 2.4);
	ck_assert_int_eq(got.streams.naudio, 2);
	ck_assert_str_eq(got.streams.audio[0].title, "Main");
	ck_assert(got.streams.audio[0].is_default && got.streams.audio[1].is_forced);
	ck_assert_int_eq(got.streams.audio[1].stream_index, 2);
	ck_assert_int_eq(got.streams.nsubtitle, 2);
	ck_assert_str_eq(got.streams.subtitle[0].file_path, "/f/A/A.de.srt");
	ck_assert_ptr_null(got.streams.subtitle[1].file_path);
	ck_count(1, "SELECT is_external FROM subtitle_streams WHERE language = 'ger'");
	ck_assert_int_eq(items_save(&it, 0, true, true), 0);
	free(it.streams.audio[1].codec);
	it.streams.audio[1].codec = xstrdup("eac3");
	ck_assert_int_eq(items_save(&it, 0, true, true), 1);
	ck_count(2, "SELECT COUNT(*) FROM audio_streams");
	ck_count(1, "SELECT COUNT(*) FROM audio_streams WHERE codec = 'eac3'");
	item_release(&it);
	item_release(&got);
}
END_TEST

START_TEST(nothing_differs)
{
	struct item it, got;

	full(&it);
	engines_exec("UPDATE movies SET updated_at = 'then'");
	ck_assert_int_eq(items_save(&it, ALL_FIELDS, true, true), 0);
	items_load(&got, ENTITY_MOVIE, it.id);
	ck_assert_int_eq(items_save(&got, ALL_FIELDS, true, true), 0);
	got.nfo_parsed_at = xstrdup("2024-01-02 03:04:05.678"); /* alone it is no difference */
	ck_assert_int_eq(items_save(&got, ALL_FIELDS, true, true), 0);
	ck_count(1, "SELECT COUNT(*) FROM movies WHERE updated_at = 'then' AND revision = 1 "
		    "AND nfo_parsed_at IS NULL");
	item_release(&it);
	item_release(&got);
}
END_TEST

START_TEST(one_field)
{
	struct item it, got;
	int f;

	full(&it);
	engines_exec("UPDATE movies SET has_unpublished_changes = 0");
	it.has_unpublished_changes = false;
	engines_exec("UPDATE field_state SET updated_at = 'then'");
	engines_exec("UPDATE item_people SET position = position + 10"); /* rows that are not to be written */
	must(meta_set(&it.meta, MF_PLOT, "Another.", &engines_err));
	must(meta_set(&it.meta, MF_TAGLINE, "not asked for", &engines_err));
	snprintf(it.field[MF_PLOT].source, sizeof(it.field[0].source), "%s", SOURCE_EDIT);
	it.field[MF_PLOT].locked = true;
	ck_assert_int_eq(items_save(&it, MF_BIT(MF_PLOT) | MF_BIT(MF_GENRES), false, true), 1);
	ck_assert_int_eq(it.revision, 2);
	items_load(&got, ENTITY_MOVIE, it.id);
	ck_assert_str_eq(meta_get(&got.meta, MF_PLOT), "Another.");
	ck_assert_str_eq(meta_get(&got.meta, MF_TAGLINE), "Tag!");
	ck_assert_str_eq(got.field[MF_PLOT].source, "edit");
	ck_assert(item_locked(&got, MF_PLOT) && got.has_unpublished_changes);
	for (f = 0; f < MF_COUNT; f++)
		if (f != MF_PLOT && *got.field[f].source)
			ck_assert_str_eq(got.field[f].updated_at, "then");
	ck_count(4, "SELECT COUNT(*) FROM item_people WHERE position >= 10");
	item_release(&it);
	item_release(&got);
}
END_TEST

START_TEST(lists_change)
{
	struct item it, got;

	full(&it);
	meta_clear_field(&it.meta, MF_GENRES);
	meta_add_name(&it.meta, MF_GENRES, "Horror");
	meta_add_name(&it.meta, MF_GENRES, "Drama");
	meta_clear_field(&it.meta, MF_WRITERS);
	meta_clear_field(&it.meta, MF_RATINGS);
	meta_clear_field(&it.meta, MF_SET);
	meta_clear_field(&it.meta, MF_UNIQUEIDS);
	meta_add_id(&it.meta, "tmdb", "notanumber", false);
	meta_add_extra(&it.meta, "code", "X1");
	ck_assert_int_eq(items_save(&it, ALL_FIELDS, false, false), 1);
	items_load(&got, ENTITY_MOVIE, it.id);
	same_meta(&it.meta, &got.meta);
	ck_assert_str_eq(got.field[MF_RATINGS].source, "");
	ck_assert_str_eq(got.field[MF_EXTRA].source, "nfo");
	ck_count(1,
		"SELECT COUNT(*) FROM movies WHERE set_id IS NULL AND tmdb_id IS NULL AND imdb_id IS NULL");
	ck_count(1, "SELECT COUNT(*) FROM genres WHERE name = 'Drama'");
	item_release(&it);
	item_release(&got);
}
END_TEST

static void add_some(struct meta *m, int from, int to)
{
	char text[32];
	int i;

	meta_clear_field(m, MF_TAGS);
	meta_clear_field(m, MF_ACTORS);
	for (i = from; i < to; i++) {
		struct meta_person p = {.name = text, .role = i % 3 ? text : NULL, .order = i % 5 ? i : -1};

		snprintf(text, sizeof(text), "Name %d", i);
		p.tmdb_id = i % 2 ? text + 5 : NULL;
		meta_add_name(m, MF_TAGS, text);
		meta_add_person(m, MF_ACTORS, &p);
	}
}

/* More than one statement takes, of which some are known and some are new; the last one fills no row. */
START_TEST(long_lists)
{
	static const int ends[] = {8, 9, 16, 3, 23, 1, 0, 7};
	struct item it, got;
	size_t i;

	full(&it);
	for (i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
		add_some(&it.meta, i % 2 ? 5 : 0, (i % 2 ? 5 : 0) + ends[i]);
		ck_assert_int_eq(items_save(&it, ALL_FIELDS, false, false), 1);
		items_load(&got, ENTITY_MOVIE, it.id);
		same_meta(&it.meta, &got.meta);
		it.revision = got.revision;
		item_release(&got);
	}
	ck_count(23, "SELECT COUNT(*) FROM tags WHERE substr(name, 1, 5) = 'Name '");
	item_release(&it);
}
END_TEST

START_TEST(columns_of_ids)
{
	struct item it, got;

	full(&it);
	ck_count(603, "SELECT tmdb_id FROM movies WHERE imdb_id = 'tt0133093'");
	engines_exec("DELETE FROM external_ids"); /* of a library that had only the columns */
	items_load(&got, ENTITY_MOVIE, it.id);
	ck_assert_str_eq(meta_id(&got.meta, "tmdb"), "603");
	ck_assert_str_eq(meta_id(&got.meta, "imdb"), "tt0133093");
	item_release(&got);
	ck_assert_int_eq(item_load(engines_db, ENTITY_MOVIE, it.id, ITEM_ROW, &got, &engines_err), 1);
	ck_assert_str_eq(meta_id(&got.meta, "tmdb"), "603");
	ck_assert(!meta_has(&got.meta, MF_GENRES) && meta_has(&got.meta, MF_TITLE));
	ck_assert_str_eq(got.field[MF_TITLE].source, "");
	item_release(&it);
	item_release(&got);
}
END_TEST

/* Two films of one set, and with one person: each keeps what its own NFO says. */
START_TEST(neighbours_keep_their_words)
{
	struct item a, b, got;

	full(&a);
	items_film(&b, a.library_id, "/f", "B");
	meta_copy(&b.meta, &a.meta);
	free(b.meta.set_overview);
	b.meta.set_overview = xstrdup("Other words.");
	free(b.meta.actors.item[1].thumb);
	b.meta.actors.item[1].thumb = xstrdup("http://y/other.jpg");
	ck_assert_int_eq(items_save(&b, ALL_FIELDS, false, false), 1);
	items_load(&got, ENTITY_MOVIE, a.id);
	same_meta(&a.meta, &got.meta);
	item_release(&got);
	items_load(&got, ENTITY_MOVIE, b.id);
	same_meta(&b.meta, &got.meta);
	ck_count(
		1, "SELECT COUNT(*) FROM sets WHERE overview = 'All of them.' AND tmdb_collection_id = 2344");
	ck_count(1, "SELECT COUNT(DISTINCT set_id) FROM movies");
	ck_count(2, "SELECT COUNT(*) FROM people");
	item_release(&a);
	item_release(&b);
	item_release(&got);
}
END_TEST

START_TEST(changed_meanwhile)
{
	struct item it, other;

	full(&it);
	items_load(&other, ENTITY_MOVIE, it.id);
	must(meta_set(&other.meta, MF_YEAR, "2000", &engines_err));
	ck_assert_int_eq(items_save(&other, MF_BIT(MF_YEAR), false, false), 1);
	must(meta_set(&it.meta, MF_YEAR, "2001", &engines_err));
	ck_assert_int_eq(items_save(&it, MF_BIT(MF_YEAR), false, false), -1);
	ck_assert_int_eq(engines_err.code, ERR_CHANGED);
	ck_assert_str_eq(engines_err.msg.buf, "movie 1 was changed meanwhile");
	it.id = 99;
	ck_assert_int_eq(items_save(&it, MF_BIT(MF_YEAR), false, false), -1);
	ck_assert_int_eq(engines_err.code, ERR_NOT_FOUND);
	ck_count(2000, "SELECT year FROM movies");
	item_release(&it);
	item_release(&other);
}
END_TEST

static int save_twice(struct db *db, void *ctx, struct error *err)
{
	struct item_save what = {.fields = ALL_FIELDS};
	int *runs = ctx;
	struct item it;
	int rc;

	items_film(&it, 1, "/f", "A");
	rc = item_save(db, &it, &what, err);
	ck_assert(!it.id && rc == 1);
	item_release(&it);
	return ++*runs == 1 ? error_set(err, ERR_INTERNAL, "once more") : 0;
}

START_TEST(runs_again)
{
	int runs = 0;

	library();
	ck_assert_int_eq(db_transact(engines_db, DB_WRITE, save_twice, &runs, &engines_err), -1);
	ck_count(0, "SELECT COUNT(*) FROM movies");
	items_write(save_twice, &runs);
	ck_count(1, "SELECT COUNT(*) FROM movies");
}
END_TEST

struct change {
	enum entity type;
	int64_t id;
	const char *deleted, *state, *message;
};

static int change_item(struct db *db, void *ctx, struct error *err)
{
	const struct change *c = ctx;

	if (c->state && item_set_state(db, c->type, c->id, c->state, c->message, err))
		return -1;
	return item_set_deleted(db, c->type, c->id, c->deleted, err);
}

START_TEST(found_by)
{
	struct id_list ids = {0};
	struct item it, got;
	int64_t b;

	full(&it);
	b = items_new(it.library_id, "/f", "B");
	engines_exec("UPDATE movies SET folder = 'A' WHERE title = 'B'");
	ck_assert_int_eq(
		item_by_file(engines_db, ENTITY_MOVIE, "/f/B/B.mkv", ITEM_ROW, &got, &engines_err), 1);
	ck_assert_int_eq(got.id, b);
	item_release(&got);
	ck_assert_int_eq(item_by_file(engines_db, ENTITY_MOVIE, "/f/B", ITEM_ROW, &got, &engines_err), 0);
	must(items_in_folder(engines_db, ENTITY_MOVIE, it.library_id, "A", &ids, &engines_err));
	ck_assert(ids.n == 2 && ids.id[0] == it.id && ids.id[1] == b);
	id_list_release(&ids);
	must(items_by_external_id(engines_db, ENTITY_MOVIE, "imdb", "tt0133093", &ids, &engines_err));
	ck_assert(ids.n == 1 && ids.id[0] == it.id);
	id_list_release(&ids);
	items_write(
		change_item, &(struct change){ENTITY_MOVIE, it.id, "2030-01-01 00:00:00.000", NULL, NULL});
	must(items_by_external_id(engines_db, ENTITY_MOVIE, "imdb", "tt0133093", &ids, &engines_err));
	ck_assert_int_eq(ids.n, 0);
	must(items_ever_by_external_id(engines_db, ENTITY_MOVIE, "imdb", "tt0133093", &ids, &engines_err));
	ck_assert(ids.n == 1 && ids.id[0] == it.id);
	id_list_release(&ids);
	item_release(&it);
}
END_TEST

START_TEST(state_and_deletion)
{
	struct change c = {ENTITY_MOVIE, 0, "2030-01-01 00:00:00.000", "error_publish", "no space"};
	struct item it, got;

	full(&it);
	c.id = it.id;
	items_write(change_item, &c);
	items_load(&got, ENTITY_MOVIE, it.id);
	ck_assert_str_eq(got.state, "error_publish");
	ck_assert_str_eq(got.error_message, "no space");
	ck_assert_str_eq(got.deleted_on, "2030-01-01 00:00:00.000");
	ck_assert_int_eq(got.revision, 1);
	c.deleted = NULL;
	items_write(change_item, &c);
	ck_count(1, "SELECT COUNT(*) FROM movies WHERE deleted_on IS NULL");
	c.type = ENTITY_SERIES;
	c.id = 5;
	ck_assert_int_eq(db_transact(engines_db, DB_WRITE, change_item, &c, &engines_err), -1);
	ck_assert_str_eq(engines_err.msg.buf, "there is no series 5");
	item_release(&it);
	item_release(&got);
}
END_TEST

static void new_item(struct item *it, enum entity type, const char *path)
{
	*it = (struct item)ITEM_INIT;
	it->type = type;
	it->library_id = 1;
	it->file_path = xstrdup(path);
	it->folder = xstrdup("Show");
}

static void set(struct item *it, enum meta_field f, const char *value)
{
	must(meta_set(&it->meta, f, value, &engines_err));
}

/* The other three kinds, with fields that their tables have no column for. */
START_TEST(series_and_below)
{
	struct item show, season, episode, got;

	library();
	new_item(&show, ENTITY_SERIES, "/f/Show");
	set(&show, MF_TITLE, "The Show");
	set(&show, MF_SERIES_STATUS, "Ended");
	set(&show, MF_TAGLINE, "No column for me");
	set(&show, MF_TRAILER_URL, "http://t");
	meta_add_id(&show.meta, "tvdb", "81189", true);
	meta_add_extra(&show.meta, "namedseason:1", "One");
	ck_assert_int_eq(items_save(&show, ALL_FIELDS, false, false), 1);
	new_item(&season, ENTITY_SEASON, "/f/Show/Season 2");
	season.series_id = show.id;
	set(&season, MF_SEASON_NUMBER, "2");
	set(&season, MF_AIRED, "2001-02-03");
	ck_assert_int_eq(items_save(&season, ALL_FIELDS, false, false), 1);
	new_item(&episode, ENTITY_EPISODE, "/f/Show/Season 2/s02e03.mkv");
	episode.series_id = show.id;
	set(&episode, MF_SEASON_NUMBER, "2");
	set(&episode, MF_EPISODE_NUMBER, "3");
	set(&episode, MF_DISPLAY_SEASON, "1");
	set(&episode, MF_TITLE, "Third");
	set(&episode, MF_YEAR, "2001");
	ck_assert_int_eq(items_save(&episode, ALL_FIELDS, false, false), 1);

	items_load(&got, ENTITY_SERIES, show.id);
	same_meta(&show.meta, &got.meta);
	ck_count(81189, "SELECT tvdb_id FROM series");
	item_release(&got);
	items_load(&got, ENTITY_SEASON, season.id);
	same_meta(&season.meta, &got.meta);
	ck_assert(got.library_id == 1 && got.series_id == show.id);
	ck_assert_str_eq(got.file_path, "/f/Show/Season 2");
	item_release(&got);
	items_load(&got, ENTITY_EPISODE, episode.id);
	same_meta(&episode.meta, &got.meta);
	ck_assert_str_eq(got.sort_key, "show 000002 000003");
	ck_assert_int_eq(items_save(&got, ALL_FIELDS, true, true), 0);
	item_release(&got);

	set(&show, MF_TITLE, "Another Show");
	ck_assert_int_eq(items_save(&show, ALL_FIELDS, false, false), 1);
	ck_count(1, "SELECT COUNT(*) FROM episodes WHERE sort_key = 'another show 000002 000003'");
	ck_count(1, "SELECT COUNT(*) FROM seasons WHERE sort_key = 'another show 000002'");
	item_release(&show);
	item_release(&season);
	item_release(&episode);
}
END_TEST

/* What the series' file says of a season after a change of its title, and whether it differs now. */
static void named(
	struct item *season, const char *title, bool unpublished, const char *expected, bool differs)
{
	struct item show;

	engines_exec("UPDATE series SET has_unpublished_changes = 0");
	must(meta_set(&season->meta, MF_TITLE, title, &engines_err));
	snprintf(season->field[MF_TITLE].source, sizeof(season->field[MF_TITLE].source), "tmdb");
	items_save(season, MF_BIT(MF_TITLE), false, unpublished);
	items_load(&show, ENTITY_SERIES, season->series_id);
	ck_assert_str_eq(
		meta_extra(&show.meta, "namedseason:1") ? meta_extra(&show.meta, "namedseason:1") : "",
		expected);
	ck_assert_int_eq(show.has_unpublished_changes, differs);
	ck_assert_str_eq(show.field[MF_EXTRA].source, *expected || differs ? "tmdb" : "");
	item_release(&show);
}

START_TEST(the_name_of_a_season)
{
	struct item show, season;

	library();
	new_item(&show, ENTITY_SERIES, "/f/Show");
	set(&show, MF_TITLE, "The Show");
	items_save(&show, ALL_FIELDS, false, false);
	new_item(&season, ENTITY_SEASON, "/f/Show/Season 1");
	season.series_id = show.id;
	set(&season, MF_SEASON_NUMBER, "1");
	items_save(&season, ALL_FIELDS, false, false);
	named(&season, "Found by a scan", false, "", false);
	named(&season, "Season 1", true, "", false);
	named(&season, "The Siege", true, "The Siege", true);
	named(&season, "The Long Siege", true, "The Long Siege", true);
	ck_count(1, "SELECT COUNT(*) FROM extra_fields");
	named(&season, "Staffel 1", true, "", true);
	/* Another name is the file's: no title takes it away, and a better one takes its place. */
	engines_exec("INSERT INTO extra_fields (entity_type, entity_id, name, value) "
		     "SELECT 'series', id, 'namedseason:1', 'Theirs' FROM series");
	named(&season, "Season 1", true, "Theirs", false);
	named(&season, NULL, true, "Theirs", false);
	named(&season, "Theirs", true, "Theirs", false);
	named(&season, "Ours", true, "Ours", true);
	item_release(&show);
	item_release(&season);
}
END_TEST

/* A locked field that is empty keeps its row; one without value and lock has none. */
START_TEST(state_of_nothing)
{
	struct item it;

	full(&it);
	meta_clear_field(&it.meta, MF_PLOT);
	meta_clear_field(&it.meta, MF_TAGLINE);
	it.field[MF_PLOT].locked = true;
	ck_assert_int_eq(items_save(&it, ALL_FIELDS, false, false), 1);
	ck_count(1, "SELECT COUNT(*) FROM field_state WHERE field = 'plot' AND locked = 1");
	ck_count(0, "SELECT COUNT(*) FROM field_state WHERE field = 'tagline'");
	item_release(&it);
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {comes_back, streams_come_back, nothing_differs, one_field, lists_change,
		long_lists, columns_of_ids, neighbours_keep_their_words, changed_meanwhile, runs_again,
		found_by, state_and_deletion, series_and_below, the_name_of_a_season, state_of_nothing};
	Suite *s = suite_create("item");

	engines_add(s, "item", ENGINES_MIGRATED, tests, sizeof(tests) / sizeof(tests[0]));
	return engines_run(s);
}
