/* Libraries: what is refused, what a removal takes with it, and a library that was moved. */
#include <stdlib.h>
#include <string.h>

#include "core/alloc.h"
#include "harness/items.h"
#include "store/library.h"
#include "store/seen.h"

static int add(const char *name, const char *path)
{
	struct library lib = {.name = (char *)name, .path = (char *)path, .enabled = true};

	error_clear(&engines_err);
	return library_add(engines_db, &lib, &engines_err);
}

#define refused(call, wanted, sentence)                                                                      \
	do {                                                                                                 \
		ck_assert_int_eq(call, -1);                                                                  \
		ck_assert_int_eq(engines_err.code, wanted);                                                  \
		ck_assert_str_eq(engines_err.msg.buf, sentence);                                             \
		error_clear(&engines_err);                                                                   \
	} while (0)

START_TEST(add_and_find)
{
	struct library lib = {.name = (char *)"films", .path = (char *)"/data/Films", .enabled = true},
		       got = {0};
	struct library_list all = {0};

	library_setting_add(&lib, "names", "long");
	library_setting_add(&lib, "language", "de,en");
	must(library_add(engines_db, &lib, &engines_err));
	ck_assert_int_gt(lib.id, 0);
	ck_assert_int_eq(library_by_name(engines_db, "films", &got, &engines_err), 1);
	ck_assert_int_eq(got.id, lib.id);
	ck_assert_str_eq(got.path, "/data/Films");
	ck_assert_int_eq(got.type, LIBRARY_MOVIES);
	ck_assert(got.enabled && !got.fs_type && !got.last_scanned_at);
	ck_assert_int_eq(library_names(&got), NAMING_LONG);
	ck_assert_str_eq(library_setting(&got, "language"), "de,en");
	ck_assert_ptr_null(library_setting(&got, "country"));
	library_release(&got);
	ck_assert_int_eq(library_by_name(engines_db, "Films", &got, &engines_err), 1);
	library_release(&got);
	ck_assert_int_eq(library_by_name(engines_db, "film", &got, &engines_err), 0);
	ck_assert_int_eq(library_by_id(engines_db, lib.id + 1, &got, &engines_err), 0);
	must(add("séries", "/data/Shows"));
	ck_assert_int_eq(library_by_name(engines_db, "SÉRIES", &got, &engines_err), 1);
	library_release(&got);
	must(library_all(engines_db, &all, &engines_err));
	ck_assert_int_eq(all.n, 2);
	ck_assert_str_eq(all.item[1].name, "séries");
	ck_assert_int_eq(library_names(&all.item[1]), NAMING_SHORT);
	library_list_release(&all);
	ck_count(2, "SELECT COUNT(*) FROM library_automation_config");
	ck_count(3, "SELECT max_count FROM asset_selection_config WHERE asset_type = 'fanart' "
		    "AND library_id = (SELECT MIN(id) FROM libraries)");
	for (size_t i = 0; i < lib.nsetting; i++) {
		free(lib.setting[i].name);
		free(lib.setting[i].value);
	}
	free(lib.setting);
}
END_TEST

START_TEST(of_path)
{
	struct library got = {0};

	must(add("a", "/data/a"));
	must(add("ab", "/data/ab"));
	ck_assert_int_eq(library_of_path(engines_db, "/data/ab/x.mkv", &got, &engines_err), 1);
	ck_assert_str_eq(got.name, "ab");
	library_release(&got);
	ck_assert_int_eq(library_of_path(engines_db, "/data/a", &got, &engines_err), 1);
	ck_assert_str_eq(got.name, "a");
	library_release(&got);
	ck_assert_int_eq(library_of_path(engines_db, "/data", &got, &engines_err), 0);
}
END_TEST

START_TEST(refusals)
{
	must(add("films", "/data/Films"));
	refused(add("films", "/other"), ERR_EXISTS, "there is a library 'films' already");
	refused(add("x", "/data/Films"), ERR_EXISTS, "'/data/Films' is library 'films' already");
	refused(add("x", "/data/Films/A"), ERR_EXISTS,
		"'/data/Films/A' is inside library 'films' ('/data/Films')");
	refused(add("x", "/data"), ERR_EXISTS, "library 'films' ('/data/Films') is inside '/data'");
	must(add("x", "/data/Films2"));
	refused(add("rel", "data"), ERR_BAD_VALUE, "a library's path is absolute, not 'data'");
	refused(add("bad", "/da\xffta"), ERR_BAD_NAME, "the path '/da\\xffta' is not UTF-8");
	refused(add("", "/y"), ERR_BAD_VALUE,
		"a library's name is 1 to 255 bytes of UTF-8 without control characters, not ''");
	refused(add("a\nb", "/y"), ERR_BAD_VALUE,
		"a library's name is 1 to 255 bytes of UTF-8 without control characters, not 'a\\x0ab'");
	ck_count(2, "SELECT COUNT(*) FROM libraries");
}
END_TEST

static int set(const char *name, const char *value)
{
	return library_set(
		engines_db, engines_int("SELECT MIN(id) FROM libraries"), name, value, &engines_err);
}

START_TEST(settings)
{
	struct library got = {0};

	must(add("films", "/data/Films"));
	must(add("other", "/data/Other"));
	must(set("names", "long"));
	must(set("names", "short"));
	must(set("file_mode", "0664"));
	must(set("name", "Filme"));
	must(set("enabled", "0"));
	ck_assert_int_eq(library_by_name(engines_db, "Filme", &got, &engines_err), 1);
	ck_assert(!got.enabled);
	ck_assert_str_eq(library_setting(&got, "names"), "short");
	ck_assert_str_eq(library_setting(&got, "file_mode"), "0664");
	library_release(&got);
	must(set("file_mode", NULL));
	ck_count(1, "SELECT COUNT(*) FROM library_settings");
	refused(set("names", "medium"), ERR_BAD_VALUE, "setting 'names' takes short or long, not 'medium'");
	refused(set("file_mode", "0999"), ERR_BAD_VALUE,
		"setting 'file_mode' takes an octal mode like 0664, not '0999'");
	refused(set("language", "de,,en"), ERR_BAD_VALUE,
		"setting 'language' takes a list like de,en, not 'de,,en'");
	refused(set("enabled", "maybe"), ERR_BAD_VALUE, "setting 'enabled' takes 0 or 1, not 'maybe'");
	refused(set("name", "other"), ERR_EXISTS, "there is a library 'other' already");
	refused(set("name", NULL), ERR_BAD_VALUE, "a library always has a 'name'");
	refused(set("colour", "red"), ERR_BAD_VALUE,
		"a library has no setting 'colour'; there are name, path, enabled, names, existing, "
		"language, "
		"country, providers, numbering, players, actors, file_mode, dir_mode, group");
	refused(library_set(engines_db, 99, "names", "long", &engines_err), ERR_NOT_FOUND,
		"there is no library 99");
}
END_TEST

START_TEST(scanned)
{
	struct library got = {0};
	int64_t id = items_library("films", "/data/Films");

	must(library_scanned(engines_db, id, "ext4", &engines_err));
	ck_assert_int_eq(library_by_id(engines_db, id, &got, &engines_err), 1);
	ck_assert_str_eq(got.fs_type, "ext4");
	ck_assert_int_eq(strlen(got.last_scanned_at), DB_INSTANT_SIZE - 1);
	library_release(&got);
}
END_TEST

static int see(struct db *db, void *ctx, struct error *err)
{
	struct seen_file f = {.name = (char *)"A.mkv", .size = 1, .entity = -1};
	struct seen_list list = {&f, 1, 1};

	return seen_set_folder(db, *(int64_t *)ctx, "A", "sig", &list, err);
}

START_TEST(removal_takes_all)
{
	int64_t lib = items_library("films", "/f"), other = items_library("other", "/o");
	struct item it;

	items_film(&it, lib, "/f", "A");
	items_fill(&it);
	ck_assert_int_eq(items_save(&it, ALL_FIELDS, false, false), 1);
	item_release(&it);
	items_new(other, "/o", "B");
	items_write(see, &lib);
	must(library_remove(engines_db, lib, &engines_err));
	ck_count(1, "SELECT COUNT(*) FROM movies");
	ck_count(1, "SELECT COUNT(*) FROM field_state WHERE entity_type <> 'set'");
	ck_count(0, "SELECT (SELECT COUNT(*) FROM ratings) + (SELECT COUNT(*) FROM item_people) + "
		    "(SELECT COUNT(*) FROM item_genres) + (SELECT COUNT(*) FROM external_ids) + "
		    "(SELECT COUNT(*) FROM extra_fields) + (SELECT COUNT(*) FROM scan_files) + "
		    "(SELECT COUNT(*) FROM scan_folders)");
	refused(library_remove(engines_db, lib, &engines_err), ERR_NOT_FOUND, "there is no library 1");
}
END_TEST

START_TEST(moved)
{
	int64_t lib = items_library("films", "/f");
	struct item it;
	char *text;

	items_library("other", "/other");
	items_film(&it, lib, "/f", "A");
	it.nfo_path = xstrdup("/f/A/movie.nfo");
	ck_assert_int_eq(items_save(&it, ALL_FIELDS, false, false), 1);
	engines_exec("INSERT INTO unknown_files (entity_type, entity_id, file_path) VALUES "
		     "('movie', 1, '/f/A/x.rar'), ('movie', 1, '/foreign/x.rar')");
	refused(set("path", "/other/x"), ERR_EXISTS, "'/other/x' is inside library 'other' ('/other')");
	must(set("path", "/mnt/größe"));
	item_release(&it);
	items_load(&it, ENTITY_MOVIE, 1);
	ck_assert_str_eq(it.file_path, "/mnt/größe/A/A.mkv");
	ck_assert_str_eq(it.nfo_path, "/mnt/größe/A/movie.nfo");
	ck_assert_str_eq(it.folder, "A");
	item_release(&it);
	text = engines_text("SELECT MAX(file_path) FROM unknown_files");
	ck_assert_str_eq(text, "/mnt/größe/A/x.rar");
	free(text);
	ck_count(1, "SELECT COUNT(*) FROM unknown_files WHERE file_path = '/foreign/x.rar'");
	must(set("path", "/f"));
	ck_count(1, "SELECT COUNT(*) FROM movies WHERE file_path = '/f/A/A.mkv'");
}
END_TEST

START_TEST(open_publish_holds_it)
{
	static const char busy[] =
		"a publish in this library is going on or was interrupted; publish or scan it first";
	int64_t lib = items_library("films", "/f");

	engines_exec("INSERT INTO publish_log (entity_type, entity_id, library_id, folder, nfo_hash, "
		     "published_at, open) VALUES ('movie', 1, 1, 'A', '', '', 1)");
	refused(library_remove(engines_db, lib, &engines_err), ERR_BUSY, busy);
	refused(set("path", "/g"), ERR_BUSY, busy);
	engines_exec("UPDATE publish_log SET open = 0");
	must(set("path", "/g"));
	must(library_remove(engines_db, lib, &engines_err));
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {add_and_find, of_path, refusals, settings, scanned, removal_takes_all,
		moved, open_publish_holds_it};
	Suite *s = suite_create("library");

	engines_add(s, "library", ENGINES_MIGRATED, tests, sizeof(tests) / sizeof(tests[0]));
	return engines_run(s);
}
