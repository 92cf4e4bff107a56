/* Edits by a person: what words mean, what they do to an item, what of it is locked and logged. */
#include <stdlib.h>
#include <string.h>

#include "core/alloc.h"
#include "core/json.h"
#include "harness/items.h"
#include "store/candidate.h"
#include "store/edit.h"

/* What a word says of itself, and (refused) why. */
static const struct {
	const char *word;
	enum error_code code;
	const char *says;
} words[] = {
	{"plot=A plot.", ERR_NONE, NULL},
	{"plot=", ERR_NONE, NULL},
	{"originaltitle=X", ERR_NONE, NULL},
	{"genre=Drama", ERR_NONE, NULL},
	{"year=1979", ERR_NONE, NULL},
	{"year=79", ERR_BAD_VALUE, "year takes a number from 1800 to 2200, not '79'"},
	{"premiered=1979-02-29", ERR_BAD_VALUE, "premiered takes a date (YYYY-MM-DD), not '1979-02-29'"},
	{"runtime=long", ERR_BAD_VALUE, "runtime takes a number"},
	{"user_rating=0", ERR_NONE, NULL},
	{"user_rating=11", ERR_BAD_VALUE, "user_rating takes a number from 1 to 10, not '11'"},
	{"tmdb=603", ERR_NONE, NULL},
	{"tmdb_id=603", ERR_NONE, NULL},
	{"tmdb=x603", ERR_BAD_VALUE, "tmdb takes a number, not 'x603'"},
	{"tmdb=", ERR_NONE, NULL},
	{"imdb=tt0133093", ERR_NONE, NULL},
	{"imdb=0133093", ERR_BAD_VALUE, "imdb takes an id as tt0133093, not '0133093'"},
	{"uniqueids.wikidata=Q83495", ERR_NONE, NULL},
	{"uniqueids.wikidata=Q 83495", ERR_BAD_VALUE, "uniqueids.wikidata takes an id without blanks"},
	{"uniqueids=tmdb:603", ERR_NONE, NULL},
	{"uniqueids=603", ERR_BAD_VALUE, "uniqueids takes NAME:VALUE, not '603'"},
	{"ratings.imdb=8.7", ERR_NONE, NULL},
	{"ratings.imdb=8.7/10,1900000", ERR_NONE, NULL},
	{"ratings.metacritic=73/100", ERR_NONE, NULL},
	{"ratings.imdb=11", ERR_BAD_VALUE, "ratings.imdb takes a number over 0 and up to 10"},
	{"ratings.imdb=-1", ERR_BAD_VALUE, "ratings.imdb takes"},
	{"ratings.imdb=8.7 of 10", ERR_BAD_VALUE, "ratings.imdb takes"},
	{"rating=imdb:8.7", ERR_NONE, NULL},
	{"extra.top250=17", ERR_NONE, NULL},
	{"extra.title=x", ERR_BAD_VALUE, "title is a field itself: title=VALUE"},
	{"country=Österreich", ERR_NONE, NULL},
	{"countries=U.S.A.", ERR_NONE, NULL},
	{"countries=7", ERR_BAD_VALUE, "countries takes the name of a country, not '7'"},
	{"countries=Area 51", ERR_BAD_VALUE, "countries takes the name of a country"},
	{"actors=Sigourney Weaver/Ripley", ERR_NONE, NULL},
	{"actors=/Ripley", ERR_BAD_VALUE, "actors takes NAME/ROLE, not '/Ripley'"},
	{"tags+=Kids", ERR_NONE, NULL},
	{"tag-=Kids", ERR_NONE, NULL},
	{"tags+=", ERR_BAD_VALUE, "tags+= takes a value"},
	{"plot+=x", ERR_USAGE, "plot has no values to be locked one by one"},
	{"plott=x", ERR_USAGE, "there is no field 'plott': did you mean 'plot'?"},
	{"zzzzzzzz=x", ERR_USAGE, "there is no field 'zzzzzzzz'"},
	{"plot.x=y", ERR_USAGE, "there is no field 'plot.x'"},
	{"plot=\xff", ERR_BAD_VALUE, "the value of plot is not UTF-8"},
};

START_TEST(words_and_values)
{
	size_t i;

	for (i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		struct edit e = {0};
		struct error err = ERROR_INIT;
		int rc = edit_assign(&e, words[i].word, &err);

		ck_assert(edit_is_assignment(words[i].word));
		ck_assert_msg(rc == (words[i].code == ERR_NONE ? 0 : -1), "%s", words[i].word);
		ck_assert_msg(err.code == words[i].code, "%s: %s", words[i].word, err.msg.buf);
		ck_assert_msg(!words[i].says || strstr(err.msg.buf, words[i].says), "%s", err.msg.buf);
		ck_assert(edit_is_empty(&e) == (rc != 0));
		edit_release(&e);
		error_release(&err);
	}
}
END_TEST

START_TEST(words_that_are_none)
{
	static const char *const operands[] = {
		"movie:12", "/films/a=b.mkv", "./a=b", "=x", "1=2", "Films", "tt0133093", "tags+", "a b=c"};
	size_t i;

	for (i = 0; i < sizeof(operands) / sizeof(operands[0]); i++)
		ck_assert_msg(!edit_is_assignment(operands[i]), "%s", operands[i]);
}
END_TEST

START_TEST(names_of_locks)
{
	struct edit e = {0};

	must(edit_lock(&e, "plot,genre,posters,fanart,tmdb", true, &engines_err));
	must(edit_lock(&e, "all,thumb", false, &engines_err));
	ck_assert_uint_eq(e.locks, MF_BIT(MF_PLOT) | MF_BIT(MF_GENRES) | MF_BIT(MF_UNIQUEIDS));
	ck_assert_uint_eq(e.lock_kinds.n, 2);
	ck_assert_str_eq(e.lock_kinds.item[0], "poster");
	ck_assert(e.unlock_all);
	ck_assert_str_eq(e.unlock_kinds.item[0], "thumb");
	ck_assert_int_eq(edit_lock(&e, "poste", true, &engines_err), -1);
	ck_assert_ptr_nonnull(strstr(engines_err.msg.buf, "'poste': did you mean 'poster'?"));
	ck_assert_int_eq(edit_lock(&e, "all", true, &engines_err), -1); /* locks are named one by one */
	ck_assert_int_eq(edit_keep_side(&e, "mine", &engines_err), -1);
	ck_assert(!edit_keep_field(&e, "movie:1") && edit_keep_field(&e, "plot"));
	edit_release(&e);
}
END_TEST

/* A film with every field from an NFO, number 1. */
static void film(void)
{
	struct item it;

	items_film(&it, items_library("films", "/f"), "/f", "A");
	items_fill(&it);
	ck_assert_int_eq(items_save(&it, ALL_FIELDS, true, false), 1);
	ck_assert_int_eq(it.id, 1);
	item_release(&it);
}

/* The words done to item 1 of a kind; the job of it, to be released. */
static struct edit_job edit_item_1(enum entity type, const char *const *list, bool dry_run, int64_t *batch)
{
	struct edit e = {0};
	struct edit_job job = {.type = type, .id = 1, .edit = &e, .error = ERROR_INIT};

	for (; *list; list++) {
		if (!strncmp(*list, "--lock ", 7))
			must(edit_lock(&e, *list + 7, true, &engines_err));
		else if (!strncmp(*list, "--unlock ", 9))
			must(edit_lock(&e, *list + 9, false, &engines_err));
		else
			must(edit_assign(&e, *list, &engines_err));
	}
	must(edit_items(engines_db, &job, 1, "ann", dry_run, batch, &engines_err));
	edit_release(&e);
	job.edit = NULL;
	return job;
}

static struct edit_job edit_film(const char *const *list, bool dry_run, int64_t *batch)
{
	return edit_item_1(ENTITY_MOVIE, list, dry_run, batch);
}

#define WORDS(...) ((const char *const[]){__VA_ARGS__, NULL})

/* Does it, with so many changes. */
static void edit(const char *const *list, size_t changes)
{
	int64_t batch = 0;
	struct edit_job job = edit_film(list, false, &batch);

	ck_assert_msg(job.error.code == ERR_NONE, "%s", job.error.msg.buf);
	ck_assert_uint_eq(job.nchange, changes);
	ck_assert((batch != 0) == (changes != 0));
	edit_job_release(&job);
}

static void reads(enum meta_field f, const char *want)
{
	struct item it;
	struct strbuf text = STRBUF_INIT;

	items_load(&it, ENTITY_MOVIE, 1);
	meta_field_text(&it.meta, f, &text);
	ck_assert_str_eq(text.buf, want);
	strbuf_release(&text);
	item_release(&it);
}

static bool locked(enum meta_field f)
{
	struct item it;
	bool is;

	items_load(&it, ENTITY_MOVIE, 1);
	is = item_locked(&it, f);
	item_release(&it);
	return is;
}

START_TEST(sets_and_locks)
{
	struct item it;

	film();
	engines_exec("UPDATE movies SET state = 'published', has_unpublished_changes = 0");
	edit(WORDS("plot=Mine.", "genres=Drama", "genres=Crime", "tagline="), 3);
	items_load(&it, ENTITY_MOVIE, 1);
	ck_assert_str_eq(meta_get(&it.meta, MF_PLOT), "Mine.");
	ck_assert_str_eq(it.field[MF_PLOT].source, SOURCE_EDIT);
	ck_assert(item_locked(&it, MF_PLOT) && item_locked(&it, MF_GENRES) && item_locked(&it, MF_TAGLINE));
	ck_assert(!meta_has(&it.meta, MF_TAGLINE) && !item_locked(&it, MF_YEAR));
	ck_assert(it.has_unpublished_changes);
	ck_assert_str_eq(it.state, "published"); /* the same film still */
	ck_assert_int_eq(it.revision, 2);
	item_release(&it);
	reads(MF_GENRES, "Drama, Crime");
	edit(WORDS("plot=Mine."), 0); /* so it is */
	ck_count(2, "SELECT revision FROM movies");
	edit(WORDS("--unlock plot,tagline"), 2);
	ck_assert(!locked(MF_PLOT) && !locked(MF_TAGLINE) && locked(MF_GENRES));
	ck_count(0, "SELECT COUNT(*) FROM field_state WHERE field = 'tagline'"); /* nothing to say of it */
	edit(WORDS("--lock year", "--unlock all", "mpaa=PG"), 3);
	ck_assert(locked(MF_YEAR) && locked(MF_MPAA) && !locked(MF_GENRES));
}
END_TEST

START_TEST(members_of_lists)
{
	film();
	edit(WORDS("tmdb=604", "uniqueids.wikidata=Q1"), 1);
	reads(MF_UNIQUEIDS, "tmdb 604, wikidata Q1"); /* of the other film */
	edit(WORDS("imdb=tt0234215"), 1);
	reads(MF_UNIQUEIDS, "tmdb 604, wikidata Q1, imdb tt0234215");
	ck_assert(!locked(MF_UNIQUEIDS));
	ck_count(1, "SELECT COUNT(*) FROM field_state WHERE field = 'uniqueids' "
		    "AND pinned = '[\"tmdb:604\",\"wikidata:Q1\",\"imdb:tt0234215\"]'");
	edit(WORDS("uniqueids.wikidata="), 1); /* that there is none is a word about the list */
	reads(MF_UNIQUEIDS, "tmdb 604, imdb tt0234215");
	ck_assert(locked(MF_UNIQUEIDS));
	edit(WORDS("ratings.imdb=8.5", "ratings.tmdb=7.9/10,55", "ratings.metacritic="), 1);
	reads(MF_RATINGS, "imdb 8.5/10, tmdb 7.9/10");
	ck_count(1234, "SELECT votes FROM ratings WHERE source = 'imdb'"); /* what was not said stays */
	ck_count(1, "SELECT is_default FROM ratings WHERE source = 'imdb'");
	edit(WORDS("ratings=imdb:6", "extra.top250=", "extra.code=X"), 2);
	reads(MF_RATINGS, "imdb 6/10");
	reads(MF_EXTRA, "code = X, edition = Uncut");
	edit(WORDS("set=Other"), 1);
	reads(MF_SET, "Other");
}
END_TEST

START_TEST(another_id_is_another_film)
{
	film();
	engines_exec("UPDATE movies SET state = 'published', enriched_at = 'then'");
	edit(WORDS("tmdb=604"), 1);
	ck_count(1, "SELECT COUNT(*) FROM movies WHERE state = 'identified' AND enriched_at IS NULL "
		    "AND tmdb_id = 604");
	edit(WORDS("uniqueids="), 1);
	ck_count(1, "SELECT COUNT(*) FROM movies WHERE state = 'discovered' AND tmdb_id IS NULL");
}
END_TEST

/* What it was taken for before goes, but for what a person said, locked or chose. */
START_TEST(another_film_is_a_new_one)
{
	film();
	engines_exec(
		"UPDATE field_state SET source = 'tmdb' WHERE field IN ('title', 'plot', 'genres', 'set')");
	engines_exec("UPDATE field_state SET locked = 1 WHERE field = 'genres'");
	engines_exec(
		"INSERT INTO asset_candidates (entity_type, entity_id, asset_type, provider, provider_url, "
		"is_selected, selected_by, created_at) VALUES ('movie', 1, 'poster', 'tmdb', 'a', 1, 'auto', "
		"''), "
		"('movie', 1, 'poster', 'tmdb', 'b', 0, NULL, ''), ('movie', 1, 'fanart', 'tmdb', 'c', 1, "
		"'manual', ''), "
		"('movie', 1, 'banner', 'tmdb', 'd', 1, 'auto', ''), ('movie', 1, 'poster', 'local', NULL, "
		"1, 'local', '')");
	edit(WORDS("--lock banner"), 1);
	engines_exec(
		"INSERT INTO matches (entity_type, entity_id, rank, provider, provider_id, title, score) "
		"VALUES ('movie', 1, 1, 'tmdb', '604', 'X', 80)");
	engines_exec(
		"INSERT INTO provider_items (entity_type, entity_id, provider) VALUES ('movie', 1, 'tmdb')");
	edit(WORDS("tmdb=604"), 4); /* plot, set, ids, and where the title is from */
	reads(MF_PLOT, "");
	reads(MF_SET, "");
	reads(MF_GENRES, "Drama, Action");
	ck_count(1, "SELECT COUNT(*) FROM field_state WHERE field = 'title' AND source = 'name'");
	ck_count(1, "SELECT COUNT(*) FROM movies WHERE tagline IS NOT NULL AND title <> ''"); /* of its NFO */
	ck_count(3, "SELECT COUNT(*) FROM asset_candidates WHERE provider_url IN ('c', 'd') OR provider = "
		    "'local'");
	ck_count(3, "SELECT COUNT(*) FROM asset_candidates");
	ck_count(0, "SELECT (SELECT COUNT(*) FROM matches) + (SELECT COUNT(*) FROM provider_items)");
}
END_TEST

START_TEST(another_series_is_a_new_one_with_all_below_it)
{
	struct edit_job job;
	int64_t batch = 0;

	film();
	engines_exec(
		"INSERT INTO series (id, library_id, title, directory_path, folder, tmdb_id, created_at) "
		"VALUES (1, 1, 'S', '/f/S', 'S', 1, '')");
	engines_exec("INSERT INTO external_ids (entity_type, entity_id, type, value) VALUES ('series', 1, "
		     "'tmdb', '1')");
	engines_exec(
		"INSERT INTO episodes (id, series_id, season_number, episode_number, title, plot, file_path, "
		"enriched_at, state, created_at) VALUES (1, 1, 1, 1, 'E', 'P', '/f/S/e.mkv', 'then', "
		"'enriched', '')");
	engines_exec("INSERT INTO field_state (entity_type, entity_id, field, source) VALUES "
		     "('episode', 1, 'plot', 'tmdb'), ('episode', 1, 'title', 'tmdb')");
	job = edit_item_1(ENTITY_SERIES, WORDS("tmdb=2"), false, &batch);
	ck_assert(job.another && job.changed);
	edit_job_release(&job);
	ck_count(1,
		"SELECT COUNT(*) FROM episodes WHERE plot IS NULL AND title = 'E' AND enriched_at IS NULL");
}
END_TEST

START_TEST(an_episode_of_another_number_is_a_new_one)
{
	struct edit_job job;
	int64_t batch = 0;

	film();
	engines_exec(
		"INSERT INTO series (id, library_id, title, directory_path, folder, tmdb_id, created_at) "
		"VALUES (1, 1, 'S', '/f/S', 'S', 1, '')");
	engines_exec(
		"INSERT INTO episodes (id, series_id, season_number, episode_number, title, plot, aired, "
		"file_path, enriched_at, state, created_at) VALUES (1, 1, 1, 1, 'E', 'P', '2001-02-03', "
		"'/f/S/e.mkv', 'then', 'enriched', '')");
	engines_exec("INSERT INTO field_state (entity_type, entity_id, field, source) VALUES "
		     "('episode', 1, 'plot', 'nfo'), ('episode', 1, 'title', 'tvdb'), "
		     "('episode', 1, 'aired', 'tvdb')");
	engines_exec("INSERT INTO asset_candidates (entity_type, entity_id, asset_type, provider, "
		     "provider_url, created_at) VALUES ('episode', 1, 'thumb', 'tvdb', 'a', '')");
	job = edit_item_1(ENTITY_EPISODE, WORDS("plot=P"), false, &batch);
	ck_assert(!job.another);
	edit_job_release(&job);
	job = edit_item_1(ENTITY_EPISODE, WORDS("episode_number=2"), false, &batch);
	ck_assert(job.another && job.changed);
	edit_job_release(&job);
	ck_count(1, "SELECT COUNT(*) FROM episodes WHERE title = '' AND aired IS NULL AND plot = 'P' "
		    "AND enriched_at IS NULL AND state = 'identified'");
	ck_count(0, "SELECT COUNT(*) FROM asset_candidates WHERE entity_type = 'episode'");
}
END_TEST

START_TEST(people_keep_their_pictures)
{
	struct item it;

	film();
	edit(WORDS("actors=Bo/Bob / Robert", "actors=Cy", "directors=Di", "directors=Ed"), 2);
	reads(MF_ACTORS, "Bo as Bob / Robert, Cy");
	reads(MF_DIRECTORS, "Di, Ed");
	items_load(&it, ENTITY_MOVIE, 1);
	ck_assert_str_eq(it.meta.actors.item[0].thumb, "http://x/bo.jpg");
	ck_assert_str_eq(it.meta.actors.item[0].tmdb_id, "77");
	ck_assert_int_eq(it.meta.actors.item[1].order, 1);
	item_release(&it);
}
END_TEST

/* Something automatic gives the film other tags. */
static void retag(const char *one, const char *two)
{
	struct item it;

	items_load(&it, ENTITY_MOVIE, 1);
	meta_clear_field(&it.meta, MF_TAGS);
	meta_add_name(&it.meta, MF_TAGS, one);
	meta_add_name(&it.meta, MF_TAGS, two);
	ck_assert_int_ge(items_save(&it, MF_BIT(MF_TAGS), false, true), 0);
	item_release(&it);
}

START_TEST(values_are_locked_one_by_one)
{
	film();
	edit(WORDS("tags+=Kids", "tags-=seen", "actors+=Zoe/Zed", "actors-=Bo"), 2);
	reads(MF_TAGS, "Seen, Kids");
	reads(MF_ACTORS, "Ann Actor as Ann, Zoe as Zed");
	ck_assert(!locked(MF_TAGS));
	retag("seen", "New"); /* the rest is free */
	reads(MF_TAGS, "New, Kids");
	retag("Kids", "New"); /* nothing that is stored differs */
	reads(MF_TAGS, "Kids, New");
	edit(WORDS("tags-=Kids", "tags+=seen"), 1); /* the other way round */
	reads(MF_TAGS, "New, seen");
	retag("Kids", "x");
	reads(MF_TAGS, "x, seen");
	edit(WORDS("--unlock tags"), 1);
	retag("Kids", "x");
	reads(MF_TAGS, "Kids, x");
	edit(WORDS("tags+=A", "--unlock tags", "tags=B"), 1); /* the whole list: its pins go */
	edit(WORDS("tags=C"), 1);
	retag("x", "y");
	reads(MF_TAGS, "x, y");
	edit(WORDS("countries-=Austria"), 1); /* nothing is left, and the bar stays */
	reads(MF_COUNTRIES, "");
	ck_count(
		1, "SELECT COUNT(*) FROM field_state WHERE field = 'countries' AND barred = '[\"Austria\"]'");
}
END_TEST

START_TEST(kinds_of_artwork)
{
	film();
	engines_exec(
		"INSERT INTO asset_candidates (entity_type, entity_id, asset_type, provider, is_selected, "
		"selected_by, created_at) VALUES ('movie', 1, 'poster', 'tmdb', 1, 'edit', ''), "
		"('movie', 1, 'fanart', 'local', 1, 'file', '')");
	edit(WORDS("--lock poster,banner"), 2);
	edit(WORDS("--lock poster"), 0);
	ck_count(2, "SELECT COUNT(*) FROM field_state WHERE field IN ('poster', 'banner') AND locked = 1");
	edit(WORDS("--unlock poster"), 1);
	ck_count(1,
		"SELECT COUNT(*) FROM asset_candidates WHERE asset_type = 'poster' AND selected_by = 'auto'");
	ck_count(1, "SELECT COUNT(*) FROM edits WHERE field = 'poster' AND new_value = "
		    "'[{\"id\":1,\"selected_by\":\"auto\"}]' AND old_value = "
		    "'[{\"id\":1,\"selected_by\":\"edit\"}]'");
	edit(WORDS("--unlock all"), 2); /* the banner's row, the fanart's choice */
	ck_count(0, "SELECT COUNT(*) FROM field_state WHERE field IN ('poster', 'banner')");
	ck_count(1, "SELECT COUNT(*) FROM asset_candidates WHERE asset_type = 'fanart' AND selected_by = "
		    "'local'");
}
END_TEST

static struct edit_job keep(const char *side)
{
	struct edit e = {0};
	struct edit_job job = {.type = ENTITY_MOVIE, .id = 1, .edit = &e, .error = ERROR_INIT};
	int64_t batch = 0;

	must(edit_keep_side(&e, side, &engines_err));
	ck_assert(edit_keep_field(&e, "posters"));
	must(edit_items(engines_db, &job, 1, "ann", false, &batch, &engines_err));
	ck_assert_msg(job.error.code == ERR_NONE, "%s", job.error.msg.buf);
	edit_release(&e);
	job.edit = NULL;
	return job;
}

/* Somebody replaced a poster that was chosen here. */
static void undecided(void)
{
	film();
	engines_exec(
		"INSERT INTO asset_candidates (entity_type, entity_id, asset_type, provider, is_selected, "
		"selected_by, created_at) VALUES ('movie', 1, 'poster', 'tmdb', 1, 'edit', ''), "
		"('movie', 1, 'poster', 'local', 0, 'file', '')");
}

START_TEST(a_picture_that_was_replaced)
{
	struct edit_job job;

	undecided();
	job = keep("disk");
	ck_assert(job.changed);
	ck_assert_uint_eq(job.nchange, 1);
	edit_job_release(&job);
	ck_count(2, "SELECT id FROM asset_candidates WHERE is_selected = 1 AND selected_by = 'file'");
	ck_count(1, "SELECT COUNT(*) FROM asset_candidates WHERE selected_by IS NULL");
	job = keep("disk"); /* there is nothing left to decide */
	ck_assert(!job.changed);
	edit_job_release(&job);
}
END_TEST

START_TEST(a_picture_that_shall_not_be_replaced)
{
	struct edit_job job;

	undecided();
	job = keep("metarr");
	ck_assert(job.changed);
	edit_job_release(&job);
	ck_count(1, "SELECT id FROM asset_candidates WHERE is_selected = 1 AND selected_by = 'edit'");
	ck_count(1, "SELECT COUNT(*) FROM asset_candidates WHERE selected_by IS NULL");
	ck_count(1, "SELECT has_unpublished_changes FROM movies");
}
END_TEST

START_TEST(the_log)
{
	struct edit_entry *list;
	struct strbuf text = STRBUF_INIT;
	size_t n;
	int64_t batch = 0;
	struct edit_job job;

	film();
	job = edit_film(WORDS("plot=Mine."), false, &batch);
	edit_job_release(&job);
	job = edit_film(WORDS("genres=Crime", "tags+=Kids"), false, &batch); /* more of one command */
	edit_job_release(&job);
	ck_count(1, "SELECT COUNT(*) FROM edit_batches");
	must(edits_of_batch(engines_db, batch, &list, &n, &engines_err));
	ck_assert_uint_eq(n, 3);
	ck_assert_str_eq(list[2].field, "plot");
	ck_assert_str_eq(list[2].old.value, "\"Line one.\\nLine two.\"");
	ck_assert_str_eq(list[2].old.source, SOURCE_NFO);
	ck_assert_str_eq(list[2].now.value, "\"Mine.\"");
	ck_assert(!list[2].old.locked && list[2].now.locked);
	ck_assert_str_eq(list[2].made_by, "ann");
	ck_assert_ptr_null(list[2].undone_at);
	ck_assert_ptr_null(list[0].old.pinned);
	ck_assert_str_eq(list[0].now.pinned, "[\"Kids\"]");
	edit_entry_text(&list[1], &text);
	ck_assert_str_eq(text.buf, "genres: Drama, Action -> Crime, locked");
	strbuf_clear(&text);
	edit_entry_text(&list[0], &text);
	ck_assert_str_eq(text.buf, "tags: seen, Seen -> seen, Seen, Kids, locked in: Kids");
	edit_entries_free(list, n);
	must(edits_of_item(engines_db, ENTITY_MOVIE, 1, &list, &n, &engines_err));
	ck_assert_uint_eq(n, 3);
	edit_entries_free(list, n);
	strbuf_release(&text);
}
END_TEST

START_TEST(a_dry_run_writes_nothing)
{
	int64_t batch = 0;
	struct edit_job job;

	film();
	job = edit_film(WORDS("plot=Mine.", "--lock poster"), true, &batch);
	ck_assert_uint_eq(job.nchange, 2);
	ck_assert(job.changed);
	edit_job_release(&job);
	ck_assert_int_eq(batch, 0);
	ck_count(0, "SELECT COUNT(*) FROM edit_batches");
	ck_count(1, "SELECT revision FROM movies");
	ck_count(0, "SELECT COUNT(*) FROM field_state WHERE locked = 1");
}
END_TEST

START_TEST(what_a_kind_does_not_have)
{
	int64_t batch = 0;
	struct edit_job job;

	film();
	job = edit_film(WORDS("plot=Mine.", "aired=2001-01-01"), false, &batch);
	ck_assert_int_eq(job.error.code, ERR_BAD_VALUE);
	ck_assert_str_eq(job.error.msg.buf, "aired: a movie has none that could be edited");
	edit_job_release(&job);
	job = edit_film(WORDS("title="), false, &batch);
	ck_assert_str_eq(job.error.msg.buf, "title cannot be empty");
	edit_job_release(&job);
	ck_assert_int_eq(batch, 0);
	ck_count(1, "SELECT revision FROM movies"); /* nothing of it */
}
END_TEST

/* Two episodes of one file. */
static void show(void)
{
	engines_exec(
		"INSERT INTO libraries (id, name, type, path, created_at) VALUES (9, 's', 'tvshows', '/s', "
		"''); "
		"INSERT INTO series (id, library_id, title, directory_path, folder, created_at) VALUES "
		"(1, 9, 'Show', '/s/Show', 'Show', ''); "
		"INSERT INTO seasons (id, series_id, season_number, folder, created_at) VALUES (1, 1, 1, "
		"'Show', ''); "
		"INSERT INTO episodes (id, series_id, season_number, episode_number, title, file_path, "
		"folder, created_at) VALUES (1, 1, 1, 1, 'A', '/s/Show/a.mkv', 'Show', ''), "
		"(2, 1, 1, 2, 'B', '/s/Show/a.mkv', 'Show', '')");
}

START_TEST(one_that_fails_among_others)
{
	struct edit e = {0}, wrong = {0};
	struct edit_job jobs[] = {{.type = ENTITY_EPISODE, .id = 1, .edit = &e, .error = ERROR_INIT},
		{.type = ENTITY_EPISODE, .id = 2, .edit = &wrong, .error = ERROR_INIT},
		{.type = ENTITY_EPISODE, .id = 3, .edit = &e, .error = ERROR_INIT},
		{.type = ENTITY_SEASON, .id = 1, .edit = &e, .error = ERROR_INIT},
		{.type = ENTITY_SERIES, .id = 1, .edit = &e, .error = ERROR_INIT}};
	int64_t batch = 0;
	size_t i;

	show();
	must(edit_assign(&e, "title=X", &engines_err));
	must(edit_assign(&wrong, "episode_number=1", &engines_err)); /* the file has one already */
	must(edit_items(engines_db, jobs, 5, "ann", false, &batch, &engines_err));
	ck_assert_int_eq(jobs[0].error.code, ERR_NONE);
	ck_assert_int_eq(jobs[1].error.code, ERR_DATABASE);
	ck_assert_int_eq(jobs[2].error.code, ERR_NOT_FOUND);
	ck_assert_int_eq(jobs[4].error.code, ERR_NONE);
	ck_count(3, "SELECT COUNT(*) FROM edits");
	ck_count(1, "SELECT COUNT(*) FROM edit_batches");
	ck_count(1, "SELECT COUNT(*) FROM series WHERE title = 'X' AND has_unpublished_changes = 1");
	ck_count(1, "SELECT COUNT(*) FROM episodes WHERE title = 'B' AND episode_number = 2");
	for (i = 0; i < 5; i++)
		edit_job_release(&jobs[i]);
	edit_release(&e);
	edit_release(&wrong);
}
END_TEST

static int from_json(struct edit *e, const char *json)
{
	return edit_assign_object(e, json, strlen(json), &engines_err);
}

START_TEST(values_from_json)
{
	struct edit e = {0};
	struct edit_job job = {.type = ENTITY_MOVIE, .id = 1, .edit = &e, .error = ERROR_INIT};
	int64_t batch = 0;

	film();
	must(from_json(&e, "{\"actors\":[{\"name\":\"Bo\",\"role\":\"X\"},\"Cy\"],\"tagline\":null}"));
	ck_assert_int_eq(from_json(&e, "{\"year\":[]}"), -1);
	ck_assert_int_eq(from_json(&e, "{\"yeer\":1}"), -1);
	ck_assert_int_eq(from_json(&e, "[]"), -1);
	must(edit_items(engines_db, &job, 1, "ann", false, &batch, &engines_err));
	reads(MF_ACTORS, "Bo as X, Cy");
	reads(MF_TAGLINE, "");
	edit_job_release(&job);
	edit_release(&e);
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {words_and_values, words_that_are_none, names_of_locks, sets_and_locks,
		members_of_lists, another_id_is_another_film, another_film_is_a_new_one,
		another_series_is_a_new_one_with_all_below_it, an_episode_of_another_number_is_a_new_one,
		people_keep_their_pictures, values_are_locked_one_by_one, kinds_of_artwork,
		a_picture_that_was_replaced, a_picture_that_shall_not_be_replaced, the_log,
		a_dry_run_writes_nothing, what_a_kind_does_not_have, one_that_fails_among_others,
		values_from_json};
	Suite *s = suite_create("edit");

	engines_add(s, "edits", ENGINES_MIGRATED, tests, sizeof(tests) / sizeof(tests[0]));
	return engines_run(s);
}
