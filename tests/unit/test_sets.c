/* Sets as items: what they learn from their films, what a person says of them, and what their films say then.
 */
#include <stdlib.h>
#include <string.h>

#include "core/alloc.h"
#include "harness/items.h"
#include "store/absorb.h"
#include "store/edit.h"
#include "store/list.h"
#include "store/revert.h"
#include "store/sets.h"
#include "store/titles.h"

#define OVERVIEW "Pills."

/* A film whose NFO says so of its set; its id. */
static int64_t film(
	int64_t library, const char *title, const char *set, const char *overview, const char *tmdb_id)
{
	struct item it;
	int64_t id;

	items_film(&it, library, library == 1 ? "/a" : "/b", title);
	meta_set_collection(&it.meta, set, overview, tmdb_id);
	strcpy(it.field[MF_SET].source, SOURCE_NFO);
	ck_assert_int_eq(items_save(&it, ALL_FIELDS, false, false), 1);
	id = it.id;
	item_release(&it);
	return id;
}

/* The film's file says something else of its set, to a scan; 'source' says who wrote that. */
static void film_says(int64_t id, const char *set, const char *overview, const char *source)
{
	struct item it;

	items_load(&it, ENTITY_MOVIE, id);
	meta_set_collection(&it.meta, set, overview, "2344");
	strcpy(it.field[MF_SET].source, source);
	ck_assert_int_ge(items_save(&it, MF_BIT(MF_SET), false, false), 0);
	item_release(&it);
}

static void two_films(void)
{
	items_library("a", "/a");
	film(1, "The Matrix", "The Matrix Collection", OVERVIEW, "2344");
	film(1, "Reloaded", "The Matrix Collection", "More pills.", NULL);
}

/* The error of an edit of set:1 by these words, or ERR_NONE; *batch gets its number. */
static enum error_code edit(const char *const *words, int64_t *batch)
{
	struct edit e = {0};
	struct edit_job job = {.type = ENTITY_SET, .id = 1, .edit = &e, .error = ERROR_INIT};
	enum error_code code;

	for (; *words; words++)
		if (!strncmp(*words, "--unlock ", 9))
			must(edit_lock(&e, *words + 9, false, &engines_err));
		else
			must(edit_assign(&e, *words, &engines_err));
	*batch = 0;
	must(edit_items(engines_db, &job, 1, "me", false, batch, &engines_err));
	code = job.error.code;
	edit_job_release(&job);
	edit_release(&e);
	return code;
}
#define ck_edit(expected, ...)                                                                               \
	ck_assert_int_eq(edit((const char *const[]){__VA_ARGS__, NULL}, &(int64_t){0}), expected)

static int nothing_said(const struct edit_job *job, void *ctx, struct error *err)
{
	(void)ctx;
	(void)err;
	ck_assert_int_eq(job->error.code, ERR_NONE);
	return 0;
}

static void undo(int64_t batch)
{
	struct revert_run run = {.number = batch, .by = "me"};

	must(revert_batch_run(engines_db, &run, nothing_said, NULL, &engines_err));
}

/* What the film's NFO is to say, "OVERVIEW/NUMBER", with a star when it follows the set. */
static char *words_of(int64_t id)
{
	struct strbuf out = STRBUF_INIT;
	struct item it;
	bool follows;

	items_load(&it, ENTITY_MOVIE, id);
	must(set_words(engines_db, id, &it.meta, &follows, &engines_err));
	strbuf_addf(&out, "%s/%s%s", it.meta.set_overview ? it.meta.set_overview : "",
		it.meta.set_tmdb_id ? it.meta.set_tmdb_id : "", follows ? " *" : "");
	item_release(&it);
	return strbuf_detach(&out, NULL);
}

#define ck_words(id, expected)                                                                               \
	do {                                                                                                 \
		char *words_ = words_of(id);                                                                 \
		ck_assert_str_eq(words_, expected);                                                          \
		free(words_);                                                                                \
	} while (0)
#define ck_text(expected, sql)                                                                               \
	do {                                                                                                 \
		char *text_ = engines_text(sql);                                                             \
		ck_assert_str_eq(text_, expected);                                                           \
		free(text_);                                                                                 \
	} while (0)
#define STATE_OF(field)                                                                                      \
	"SELECT source || CAST(locked AS TEXT) FROM field_state WHERE entity_type = 'set' "                  \
	"AND entity_id = 1 AND field = '" field "'"

START_TEST(learns_from_its_films)
{
	struct item it;

	two_films();
	items_load(&it, ENTITY_SET, 1);
	ck_assert_str_eq(meta_get(&it.meta, MF_TITLE), "The Matrix Collection");
	ck_assert_str_eq(meta_get(&it.meta, MF_PLOT), OVERVIEW);
	ck_assert_str_eq(meta_id(&it.meta, "tmdb"), "2344");
	ck_assert_str_eq(it.field[MF_TITLE].source, SOURCE_NFO);
	ck_assert_str_eq(it.field[MF_PLOT].source, SOURCE_NFO);
	ck_assert_str_eq(it.field[MF_UNIQUEIDS].source, SOURCE_NFO);
	ck_assert_str_eq(it.state, "identified");
	item_release(&it);
	ck_words(1, "Pills./2344"); /* each film keeps what it says */
	ck_words(2, "More pills./2344");
	ck_count(0, "SELECT COUNT(*) FROM movies WHERE has_unpublished_changes = 1");
}
END_TEST

START_TEST(edit_is_for_all_films)
{
	int64_t batch;

	two_films();
	film(1, "Alien", "Alien", NULL, NULL);
	ck_assert_int_eq(
		edit((const char *const[]){"title=Matrix", "overview=Mine.", "tmdb=7", NULL}, &batch),
		ERR_NONE);
	ck_count(2, "SELECT COUNT(*) FROM movies WHERE has_unpublished_changes = 1 AND set_id = 1");
	ck_count(2, "SELECT COUNT(*) FROM movies WHERE has_unpublished_changes = 1");
	ck_text("Matrix|Mine.|7",
		"SELECT name || '|' || overview || '|' || CAST(tmdb_collection_id AS TEXT) FROM "
		"sets WHERE id = 1");
	ck_text("edit1", STATE_OF("plot"));
	ck_words(1, "Mine./7 *");
	ck_words(2, "Mine./7 *");
	undo(batch);
	ck_text("nfo0", STATE_OF("plot"));
	ck_words(1, "Pills./2344 *"); /* their own words again, and into their files */
	ck_words(2, "More pills./2344 *");
}
END_TEST

START_TEST(what_it_does_not_take)
{
	two_films();
	film(1, "Alien", "Alien", NULL, NULL);
	ck_edit(ERR_EXISTS, "title=Alien", "plot=x");
	ck_edit(ERR_BAD_VALUE, "title=");
	ck_edit(ERR_BAD_VALUE, "year=1999");
	ck_edit(ERR_BAD_VALUE, "tags+=Kids");
	ck_count(0, "SELECT COUNT(*) FROM edits");
	ck_count(0, "SELECT COUNT(*) FROM movies WHERE has_unpublished_changes = 1");
	ck_edit(ERR_NONE, "sort_title=Zzz"); /* no file says it */
	ck_count(0, "SELECT COUNT(*) FROM movies WHERE has_unpublished_changes = 1");
	ck_text("zzz", "SELECT sort_key FROM sets WHERE id = 1");
}
END_TEST

START_TEST(locked_against_films)
{
	two_films();
	ck_edit(ERR_NONE, "plot=Mine.");
	film_says(2, "The Matrix Collection", "Theirs.", SOURCE_FILE);
	film_says(1, "The Matrix Collection", "Again.", SOURCE_NFO);
	ck_text("Mine.", "SELECT overview FROM sets WHERE id = 1");
	ck_words(2, "Mine./2344 *");
	ck_edit(ERR_NONE, "plot=");
	film_says(2, "The Matrix Collection", "Once more.", SOURCE_NFO);
	ck_count(1, "SELECT COUNT(*) FROM sets WHERE overview IS NULL");
	ck_words(2, "/2344 *");
}
END_TEST

START_TEST(file_speaks_for_the_set)
{
	two_films();
	engines_exec("UPDATE movies SET has_unpublished_changes = 0");
	film_says(2, "The Matrix Collection", "Theirs.", SOURCE_FILE);
	ck_text("Theirs.", "SELECT overview FROM sets WHERE id = 1");
	ck_text("file1", STATE_OF("plot"));
	ck_count(1, "SELECT has_unpublished_changes FROM movies WHERE id = 1");
	film_says(2, "The Matrix Collection", "Another's.", SOURCE_FILE); /* the file's next edit */
	ck_text("Another's.", "SELECT overview FROM sets WHERE id = 1");
	film_says(2, "The Matrix Collection", "A provider's.", "tmdb");
	ck_text("Another's.", "SELECT overview FROM sets WHERE id = 1");
}
END_TEST

START_TEST(number_is_locked_in)
{
	two_films();
	ck_edit(ERR_NONE, "tmdb=7");
	film_says(2, "The Matrix Collection", "Theirs.", SOURCE_FILE); /* with the number 2344 */
	ck_count(7, "SELECT tmdb_collection_id FROM sets WHERE id = 1");
	ck_words(2, "Theirs./7 *");
}
END_TEST

START_TEST(film_moves_and_set_stays)
{
	two_films();
	film_says(2, "Elsewhere", NULL, SOURCE_FILE);
	ck_text("The Matrix Collection", "SELECT name FROM sets WHERE id = 1");
	ck_count(2, "SELECT set_id FROM movies WHERE id = 2");
}
END_TEST

/* A new film with the old name and the number is in the set that a person renamed; one that a person put
 * elsewhere is not. */
/* Of a film whose row alone is another. */
START_TEST(film_in_another_state_stays_in_it)
{
	struct item it;

	two_films();
	items_load(&it, ENTITY_MOVIE, 1);
	free(it.state);
	it.state = xstrdup("needs_identification");
	ck_assert_int_eq(items_save(&it, 0, false, false), 1);
	item_release(&it);
	ck_count(2, "SELECT COUNT(*) FROM movies WHERE set_id = 1");
}
END_TEST

START_TEST(renamed_set_is_found_by_number)
{
	two_films();
	ck_edit(ERR_NONE, "title=Neo");
	ck_count(1, "SELECT COUNT(*) FROM sets");
	film(1, "Resurrections", "The Matrix Collection", NULL, "2344");
	ck_count(3, "SELECT COUNT(*) FROM movies WHERE set_id = 1");
	film_says(2, "The Matrix Collection", NULL, SOURCE_FILE);
	ck_count(2, "SELECT COUNT(*) FROM sets");
	ck_count(2, "SELECT COUNT(*) FROM movies WHERE set_id = 1");
}
END_TEST

START_TEST(provider_respects_locks)
{
	struct item it;
	uint64_t fields = 0;
	struct meta says = META_INIT;

	two_films();
	ck_edit(ERR_NONE, "title=Neo");
	items_load(&it, ENTITY_SET, 1);
	meta_set(&says, MF_TITLE, "Die Matrix-Filmreihe", NULL);
	meta_set(&says, MF_SORT_TITLE, "Matrix", NULL);
	absorb_fill(&it, &says, "tmdb", &fields);
	ck_assert_int_eq(fields, MF_BIT(MF_SORT_TITLE));
	absorb_put(&it, MF_TITLE, "Die Matrix-Filmreihe", "tmdb", &fields);
	absorb_put(&it, MF_PLOT, "From there.", "tmdb", &fields);
	ck_assert_int_eq(items_save(&it, fields, false, true), 1);
	ck_text("Neo|From there.", "SELECT name || '|' || overview FROM sets WHERE id = 1");
	ck_text("tmdb0", STATE_OF("plot"));
	ck_words(2, "From there./2344 *");
	ck_count(2, "SELECT COUNT(*) FROM movies WHERE has_unpublished_changes = 1");
	item_release(&it);
	meta_release(&says);
}
END_TEST

static size_t list_sets(int64_t library, bool deleted)
{
	struct list_filter filter = {
		.type = ENTITY_SET, .unpublished = -1, .library_id = library, .deleted = deleted};
	struct list_page page = {0};
	int64_t count;
	size_t n;

	must(list_items(engines_db, &filter, NULL, 0, 100, &page, &engines_err));
	must(list_count(engines_db, &filter, &count, &engines_err));
	ck_assert_int_eq(count, page.n);
	n = page.n;
	list_page_release(&page);
	return n;
}

START_TEST(lists)
{
	struct list_filter in_set = {.type = ENTITY_MOVIE, .unpublished = -1, .set_id = 1};
	struct list_filter in_sets = {.type = ENTITY_MOVIE, .unpublished = -1, .set_id = LIST_IN_SETS};
	struct id_list ids = {0};
	int64_t n;

	two_films();
	items_library("b", "/b");
	film(2, "Resurrections", "The Matrix Collection", NULL, NULL);
	film(1, "Alien", "Alien", NULL, NULL);
	film(1, "Alone", NULL, NULL, NULL);
	ck_assert_int_eq(list_sets(0, false), 2);
	ck_assert_int_eq(list_sets(1, false), 2);
	ck_assert_int_eq(list_sets(2, false), 1);
	must(list_count(engines_db, &in_set, &n, &engines_err));
	ck_assert_int_eq(n, 3);
	must(list_count(engines_db, &in_sets, &n, &engines_err));
	ck_assert_int_eq(n, 4);
	must(items_by_title(engines_db, ENTITY_SET, "matrix collection", &ids, &engines_err));
	ck_assert_int_eq(ids.n, 1);
	id_list_release(&ids);
	engines_exec("UPDATE movies SET deleted_on = 'x' WHERE set_id = 1");
	ck_assert_int_eq(list_sets(0, false), 1);
	ck_assert_int_eq(list_sets(2, true), 1);
	must(items_by_title(engines_db, ENTITY_SET, "matrix collection", &ids, &engines_err));
	ck_assert_int_eq(ids.n, 0);
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {learns_from_its_films, edit_is_for_all_films, what_it_does_not_take,
		locked_against_films, file_speaks_for_the_set, number_is_locked_in, film_moves_and_set_stays,
		film_in_another_state_stays_in_it, renamed_set_is_found_by_number, provider_respects_locks,
		lists};
	Suite *s = suite_create("sets");

	engines_add(s, "sets", ENGINES_MIGRATED, tests, sizeof(tests) / sizeof(tests[0]));
	return engines_run(s);
}
