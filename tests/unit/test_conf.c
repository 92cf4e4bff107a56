/* Configuration: where values come from, what is refused, and that the manual knows every key. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/conf.h"
#include "harness/scratch.h"

static struct conf conf;
static struct strbuf got = STRBUF_INIT;

#define gives(call, expected)                                                                                \
	do {                                                                                                 \
		strbuf_clear(&got);                                                                          \
		ok(call);                                                                                    \
		ck_assert_str_eq(got.buf, expected);                                                         \
	} while (0)

/* No variable of this machine counts; home is the test's folder. */
static void setup(void)
{
	int key;

	scratch_setup();
	for (key = 0; key < CONF_COUNT; key++)
		unsetenv(conf_info[key].variable);
	unsetenv("METARR_CONF");
	unsetenv("XDG_DATA_HOME");
	unsetenv("XDG_CONFIG_HOME");
	setenv("HOME", scratch("home"), 1);
	scratch_mkdir("home", 0755);
	scratch_mkdir("home/.config", 0755);
	scratch_mkdir("home/.config/metarr", 0755);
}

static void teardown(void)
{
	conf_release(&conf);
	strbuf_release(&got);
	scratch_teardown();
}

static int load(void)
{
	return conf_load(&conf, scratch("etc.conf"), &scratch_err);
}

static void user_file(const char *text)
{
	scratch_write("home/.config/metarr/metarr.conf", text);
	ck_assert_int_eq(chmod(scratch("home/.config/metarr/metarr.conf"), 0600), 0);
}

START_TEST(with_nothing_said)
{
	ok(load());
	gives(conf_db_url(&conf, &got, &scratch_err), scratch("home/.local/share/metarr/metarr.db"));
	gives(conf_cache_dir(&conf, &got, &scratch_err), scratch("home/.local/share/metarr/cache"));
	ck_assert_str_eq(conf_get(&conf, CONF_TMDB_URL), "https://api.themoviedb.org/3");
	ck_assert_ptr_null(conf_get(&conf, CONF_TMDB_KEY));
	ck_assert_int_eq(conf_int(&conf, CONF_SETTLE), 120);
	ck_assert_int_ge(conf_int(&conf, CONF_CHILDREN), 1);
	ck_assert_int_eq(conf_int(&conf, CONF_FILE_MODE), -1);
	setenv("XDG_DATA_HOME", "/data", 1);
	gives(conf_db_url(&conf, &got, &scratch_err), "/data/metarr/metarr.db");
	gives(conf_cache_dir(&conf, &got, &scratch_err), "/data/metarr/cache");
}
END_TEST

START_TEST(later_ones_win)
{
	scratch_write("etc.conf", "language = en\ncountry=US\nsettle = 1\n");
	user_file("# mine\n\n  country =  DE \r\nsettle=2\n");
	setenv("METARR_SETTLE", "3", 1);
	ok(load());
	ck_assert_str_eq(conf_get(&conf, CONF_LANGUAGE), "en");
	ck_assert_str_eq(conf_get(&conf, CONF_COUNTRY), "DE");
	ck_assert_int_eq(conf_int(&conf, CONF_SETTLE), 3);
	ck_assert_str_eq(conf.value[CONF_SETTLE].origin, "METARR_SETTLE");
	setenv("METARR_SETTLE", "", 1);
	ok(load());
	ck_assert_int_eq(conf_int(&conf, CONF_SETTLE), 120);
}
END_TEST

START_TEST(a_named_file_stands_for_both)
{
	scratch_write("etc.conf", "db = /etc.db\nlanguage = etc\n");
	user_file("country = user\n");
	scratch_write("mine", "settle = 5\n");
	setenv("METARR_CONF", scratch("mine"), 1);
	ok(load());
	ck_assert_str_eq(conf_get(&conf, CONF_LANGUAGE), "en");
	ck_assert_str_eq(conf_get(&conf, CONF_COUNTRY), "US");
	ck_assert_int_eq(conf_int(&conf, CONF_SETTLE), 5);
	ck_assert_ptr_null(conf_get(&conf, CONF_DB));
	setenv("METARR_CONF", scratch("absent"), 1);
	fails(load(), ERR_CONFIG);
	says("absent");
}
END_TEST

START_TEST(the_system_names_the_database)
{
	scratch_write("etc.conf", "db = /srv/metarr.db\n");
	user_file("db = /mine.db\ncache = /mine\ncountry = DE\n");
	setenv("METARR_DB", "/env.db", 1);
	scratch_log_catch();
	ok(load());
	gives(conf_db_url(&conf, &got, &scratch_err), "/srv/metarr.db");
	gives(conf_cache_dir(&conf, &got, &scratch_err), "/srv/cache");
	ck_assert_str_eq(conf_get(&conf, CONF_COUNTRY), "DE");
	ck_assert_ptr_nonnull(strstr(scratch_log(), "metarr.conf:1: db is not taken"));
	ck_assert_ptr_nonnull(strstr(scratch_log(), "METARR_DB: db is not taken"));
	ck_assert_ptr_nonnull(strstr(scratch_log(), "etc.conf:1 names the database"));
}
END_TEST

START_TEST(the_cache_goes_with_the_database)
{
	setenv("METARR_DB", "/x.db", 1);
	ok(load());
	gives(conf_cache_dir(&conf, &got, &scratch_err), "/cache");
	setenv("METARR_DB", "postgresql:///metarr", 1);
	ok(load());
	gives(conf_db_url(&conf, &got, &scratch_err), "postgresql:///metarr");
	gives(conf_cache_dir(&conf, &got, &scratch_err), scratch("home/.local/share/metarr/cache"));
	setenv("METARR_CACHE", "~/pictures/../cache/", 1);
	ok(load());
	gives(conf_cache_dir(&conf, &got, &scratch_err), scratch("home/cache"));
}
END_TEST

START_TEST(relative_paths_only_in_the_environment)
{
	ck_assert_int_eq(chdir("/usr"), 0);
	setenv("METARR_DB", "lib/x.db", 1);
	ok(load());
	gives(conf_db_url(&conf, &got, &scratch_err), "/usr/lib/x.db");
	unsetenv("METARR_DB");
	user_file("db = lib/x.db\n");
	fails(load(), ERR_CONFIG);
	says("metarr.conf:1: db: 'lib/x.db' is no absolute path");
}
END_TEST

START_TEST(mistakes_are_named)
{
	static const char *const mistakes[][2] = {
		{"tmdb_kye = x\n", ":1: there is no key 'tmdb_kye'; 'tmdb_key' is near"},
		{"\n\nzzzzzzzzzzzz = x\n", ":3: there is no key 'zzzzzzzzzzzz'"},
		{"an_unbelievably_long_key_that_nobody_has = x\n", ":1: there is no key 'an_unb"},
		{"settle\n", ":1: no '=' in 'settle'"},
		{"= x\n", ":1: there is no key ''"},
		{"settle = -1\n", ":1: settle: '-1' is no whole number"},
		{"settle = 1x\n", ":1: settle: '1x' is no whole number"},
		{"settle = 99999999999999999999\n", "no whole number"},
		{"settle = 2147483648\n", "no whole number"},
		{"file_mode = 0888\n", ":1: file_mode: '0888' is no octal mode"},
		{"file_mode = 100000\n", "no octal mode"},
		{"tmdb_url = ftp://x\n", ":1: tmdb_url: 'ftp://x' is no http:// or https:// URL"},
		{"tmdb_url = https://\n", "no http"},
		{"db = postgresql://\n", "'postgresql://' is no path and no postgresql:// URL"},
		{"db = mysql://x\n", "'mysql://x' is no path and no postgresql:// URL"},
		{"map = /a\n", ":1: map: '/a' is not two absolute paths"},
		{"map = /a b /c d /e\n", "is not two absolute paths"},
		{"map = a /b\n", "is no absolute path"},
		{"settle = 1\nsettle = 2\n", ":2: settle is there a second time"},
	};
	size_t i;

	for (i = 0; i < sizeof(mistakes) / sizeof(mistakes[0]); i++) {
		user_file(mistakes[i][0]);
		fails(load(), ERR_CONFIG);
		says(mistakes[i][1]);
	}
	unlink(scratch("home/.config/metarr/metarr.conf"));
	setenv("METARR_DB", "mysql://x", 1);
	fails(load(), ERR_CONFIG);
	says("METARR_DB: db: 'mysql://x' is no path");
	unsetenv("METARR_DB");
	setenv("METARR_SETTLE", "soon", 1);
	fails(load(), ERR_CONFIG);
	ck_assert_str_eq(scratch_err.msg.buf, "METARR_SETTLE: settle: 'soon' is no whole number");
}
END_TEST

START_TEST(files_that_are_none)
{
	FILE *f;
	int i;

	setenv("METARR_CONF", scratch("home"), 1);
	fails(load(), ERR_CONFIG);
	says("a folder");
	setenv("METARR_CONF", "/dev/null", 1);
	ck_assert_int_eq(load(), 0);
	ck_assert_ptr_null(conf_get(&conf, CONF_DB));
	setenv("METARR_CONF", "/dev/zero", 1);
	fails(load(), ERR_CONFIG);
	says("no regular file");
	setenv("METARR_CONF", scratch("big"), 1);
	f = fopen(scratch("big"), "w");
	for (i = 0; i <= CONF_MAX_FILE; i++)
		fputc('#', f);
	fclose(f);
	fails(load(), ERR_CONFIG);
	says("longer than");
	f = fopen(scratch("big"), "w");
	fwrite("db\0 = x", 1, 7, f);
	fclose(f);
	fails(load(), ERR_CONFIG);
	says("is no text");
	ck_assert_msg(geteuid() != 0, "as root no permission can fail: run the tests as another user");
	ck_assert_int_eq(chmod(scratch("big"), 0), 0);
	fails(load(), ERR_PERMISSION);
}
END_TEST

START_TEST(keys_that_others_read_are_a_warning)
{
	scratch_log_catch();
	user_file("tmdb_key = secret\n");
	ok(load());
	ck_assert_str_eq(scratch_log(), "");
	ck_assert_int_eq(chmod(scratch("home/.config/metarr/metarr.conf"), 0644), 0);
	ok(load());
	ck_assert_ptr_nonnull(strstr(scratch_log(), "everybody can read"));
	ck_assert_ptr_null(strstr(scratch_log(), "secret"));
	scratch_log_catch();
	user_file("language = de\n");
	ck_assert_int_eq(chmod(scratch("home/.config/metarr/metarr.conf"), 0644), 0);
	ok(load());
	ck_assert_str_eq(scratch_log(), "");
}
END_TEST

static const char *mapped(void (*map)(const struct conf *, const char *, struct strbuf *), const char *path)
{
	strbuf_clear(&got);
	map(&conf, path, &got);
	return got.buf;
}

START_TEST(maps)
{
	user_file("map = /data /mnt/nas\nmap = /data/My Films/ /films\n");
	ok(load());
	ck_assert_str_eq(mapped(conf_map_path, "/data/a/b"), "/mnt/nas/a/b");
	ck_assert_str_eq(mapped(conf_map_path, "/data"), "/mnt/nas");
	ck_assert_str_eq(mapped(conf_map_path, "/data/My Films/x"), "/films/x");
	ck_assert_str_eq(mapped(conf_map_path, "/database/x"), "/database/x");
	ck_assert_str_eq(mapped(conf_unmap_path, "/films/x"), "/data/My Films/x");
	ck_assert_str_eq(mapped(conf_unmap_path, "/mnt/nas/q"), "/data/q");
	setenv("METARR_MAP", "/a /b\n/c /d", 1);
	ok(load());
	ck_assert_str_eq(mapped(conf_map_path, "/data/a"), "/data/a");
	ck_assert_str_eq(mapped(conf_map_path, "/a/x"), "/b/x");
	ck_assert_str_eq(mapped(conf_map_path, "/c/x"), "/d/x");
}
END_TEST

START_TEST(owner_and_mode)
{
	struct file_attrs attrs;

	ok(load());
	ok(conf_file_attrs(&conf, &attrs, &scratch_err));
	ck_assert(!attrs.have_file_mode && !attrs.have_dir_mode && !attrs.have_group);
	user_file("file_mode = 0664\ndir_mode = 2775\ngroup = root\n");
	ok(load());
	ok(conf_file_attrs(&conf, &attrs, &scratch_err));
	ck_assert(attrs.have_file_mode && attrs.have_dir_mode && attrs.have_group);
	ck_assert_int_eq(attrs.file_mode, 0664);
	ck_assert_int_eq(attrs.dir_mode, 02775);
	ck_assert_int_eq(attrs.group, 0);
	user_file("group = 12345\n");
	ok(load());
	ok(conf_file_attrs(&conf, &attrs, &scratch_err));
	ck_assert_int_eq(attrs.group, 12345);
	user_file("group = no-such-group\n");
	ok(load());
	fails(conf_file_attrs(&conf, &attrs, &scratch_err), ERR_CONFIG);
	says("metarr.conf:1: there is no group 'no-such-group'");
}
END_TEST

/* The table names every variable as METARR_<KEY>, and the manual has every key with variable and default. */
START_TEST(the_manual_knows_every_key)
{
	struct strbuf page = STRBUF_INIT, want = STRBUF_INIT;
	int key;

	ok(file_read("man/metarr.conf.5", 1 << 20, &page, &scratch_err));
	for (key = 0; key < CONF_COUNT; key++) {
		const struct conf_info *info = &conf_info[key];
		const char *at;
		char *c;
		strbuf_clear(&want);
		strbuf_addf(&want, "METARR_%s", info->name);
		for (c = want.buf; *c; c++)
			if (*c >= 'a' && *c <= 'z')
				*c = (char)(*c - 'a' + 'A');
		ck_assert_str_eq(want.buf, info->variable);
		strbuf_clear(&want);
		strbuf_addf(&want, ".It Ic %s", info->name);
		at = strstr(page.buf, want.buf);
		ck_assert_msg(at != NULL, "metarr.conf.5 does not have '%s'", want.buf);
		strbuf_clear(&want);
		strbuf_addf(&want, ".It Ev %s", info->variable);
		ck_assert_msg(
			strstr(page.buf, want.buf) != NULL, "metarr.conf.5 does not have '%s'", want.buf);
		ck_assert_msg(!info->preset || strstr(at, info->preset), "metarr.conf.5: default of '%s'",
			info->name);
	}
	strbuf_release(&page);
	strbuf_release(&want);
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {with_nothing_said, later_ones_win, a_named_file_stands_for_both,
		the_system_names_the_database, the_cache_goes_with_the_database,
		relative_paths_only_in_the_environment, mistakes_are_named, files_that_are_none,
		keys_that_others_read_are_a_warning, maps, owner_and_mode, the_manual_knows_every_key};
	Suite *s = suite_create("conf");
	TCase *tc = tcase_create("all");
	SRunner *runner = srunner_create(s);
	size_t i;
	int failed;

	tcase_add_checked_fixture(tc, setup, teardown);
	for (i = 0; i < sizeof(tests) / sizeof(tests[0]); i++)
		tcase_add_test(tc, tests[i]);
	suite_add_tcase(s, tc);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
