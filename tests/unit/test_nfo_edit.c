/* Editing NFOs in place: what changes, and that nothing else does. */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>

#include "core/alloc.h"
#include "core/file.h"
#include "harness/scratch.h"
#include "media/nfo_edit.h"

static struct meta want;
static struct strbuf out;
static struct nfo nfo;

static void read_bytes(const char *bytes, size_t len)
{
	ok(nfo_read(&nfo, bytes, len, &scratch_err));
}

/* Begins with the values that a file has. */
static void start(const char *file)
{
	read_bytes(file, strlen(file));
	meta_copy(&want, &nfo.item[0].meta);
}

static void set(enum meta_field f, const char *value)
{
	ok(meta_set(&want, f, value, &scratch_err));
}

static int edit_with(const char *file, struct nfo_want *w)
{
	strbuf_clear(&out);
	error_clear(&scratch_err);
	w->meta = &want;
	return nfo_edit(&out, file, strlen(file), w, &scratch_err);
}

/* The new text of the file. It reads as wanted, and a second edit does nothing. */
static const char *edited(const char *file)
{
	struct nfo_want w = {.fields = NFO_ALL_FIELDS};
	struct strbuf again = STRBUF_INIT;

	ck_assert_msg(edit_with(file, &w) >= 0, "%s", scratch_err.msg.buf);
	read_bytes(out.buf, out.len);
	for (int f = 0; f < MF_COUNT; f++)
		ck_assert_msg(meta_field_equal(&want, &nfo.item[0].meta, (enum meta_field)f), "%s in:\n%s",
			meta_field_name((enum meta_field)f), out.buf);
	ck_assert_int_eq(nfo_edit(&again, out.buf, out.len, &w, NULL), 0);
	strbuf_release(&again);
	return out.buf;
}

/* After start(): the file's lines with one taken out ("-…") or put in ("+…") are the edit's. */
#define FILM                                                                                                 \
	"<?xml version=\"1.0\"?>\n<!-- mine -->\n<movie>\n  <title>A</title>\n  <mine a=\"1\">keep</mine>\n" \
	"  <year>1999</year>\n  <genre>Drama</genre>\n  "                                                    \
	"<fileinfo/>\n</movie>\nhttp://www.imdb.com/title/tt1/\n"

START_TEST(scalars)
{
	start(FILM);
	ck_assert_str_eq(edited(FILM), FILM);
	set(MF_TITLE, "B & <C> \"D\"");
	ck_assert_str_eq(edited(FILM),
		"<?xml version=\"1.0\"?>\n<!-- mine -->\n<movie>\n  <title>B &amp; &lt;C&gt; \"D\"</title>\n"
		"  <mine a=\"1\">keep</mine>\n  <year>1999</year>\n  <genre>Drama</genre>\n  "
		"<fileinfo/>\n</movie>\n"
		"http://www.imdb.com/title/tt1/\n");
	start(FILM);
	set(MF_YEAR, NULL);
	set(MF_PLOT, "one\ntwo");
	set(MF_ORIGINAL_TITLE, "O");
	ck_assert_str_eq(edited(FILM), "<?xml version=\"1.0\"?>\n<!-- mine -->\n<movie>\n  "
				       "<title>A</title>\n  <originaltitle>O</originaltitle>\n"
				       "  <plot>one\ntwo</plot>\n  <mine a=\"1\">keep</mine>\n  "
				       "<genre>Drama</genre>\n  <fileinfo/>\n</movie>\n"
				       "http://www.imdb.com/title/tt1/\n");
}
END_TEST

/* One field from one value to another, in <movie>…</movie>. */
static void changes(enum meta_field f, const char *body, const char *value, const char *expected)
{
	struct strbuf file = STRBUF_INIT, result = STRBUF_INIT;

	strbuf_addf(&file, "<movie>%s</movie>", body);
	strbuf_addf(&result, "<movie>%s</movie>", expected);
	start(file.buf);
	set(f, value);
	ck_assert_str_eq(edited(file.buf), result.buf);
	strbuf_release(&file);
	strbuf_release(&result);
}

START_TEST(where_a_scalar_stands)
{
	changes(MF_TITLE, "<title a=\"1\" >A</title>", "B", "<title a=\"1\" >B</title>");
	changes(MF_TITLE, "<title />", "B", "<title>B</title>");
	changes(MF_TITLE, "<title></title><title>A</title>", "B", "<title>B</title><title>A</title>");
	changes(MF_TITLE, "<title>A</title><title>B</title>", NULL, "");
	changes(MF_TITLE, "<title> \n A </title>", "A", "<title> \n A </title>");
	changes(MF_RUNTIME, "<runtime>136 min</runtime>", "136", "<runtime>136 min</runtime>");
	changes(MF_RUNTIME, "<runtime>136 min</runtime>", "137", "<runtime>137</runtime>");
	changes(MF_PREMIERED, "<year>1999</year><releasedate>1999-03-31</releasedate>", "1999-04-01",
		"<premiered>1999-04-01</premiered><year>1999</year><releasedate>1999-04-01</releasedate>");
	changes(MF_YEAR, "<premiered>1999-03-31</premiered>", "1999", "<premiered>1999-03-31</premiered>");
	changes(MF_YEAR, "<premiered>1999-03-31</premiered>", "1998",
		"<premiered>1999-03-31</premiered><year>1998</year>");
	changes(MF_TITLE, "<title urlencoded=\"yes\">a%20b</title>", "a%20b", "<title>a%20b</title>");
	changes(MF_USER_RATING, "<userrating>0</userrating>", "7", "<userrating>7</userrating>");
}
END_TEST

START_TEST(the_year_stays_when_the_date_moves)
{
	const char *file = "<movie><premiered>1999-03-31</premiered></movie>";

	start(file);
	set(MF_PREMIERED, "2000-01-01");
	ck_assert_str_eq(edited(file), "<movie><premiered>2000-01-01</premiered><year>1999</year></movie>");
}
END_TEST

/* A list of names, divided by commas. */
static void names(enum meta_field f, const char *list)
{
	char *copy = xstrdup(list);

	meta_clear_field(&want, f);
	for (char *save = NULL, *name = strtok_r(copy, ",", &save); name; name = strtok_r(NULL, ",", &save)) {
		if (f == MF_ACTORS || f == MF_DIRECTORS || f == MF_WRITERS)
			meta_add_person(&want, f, &(struct meta_person){.name = name, .order = -1});
		else
			meta_add_name(&want, f, name);
	}
	free(copy);
}

static void lists(enum meta_field f, const char *body, const char *list, const char *expected)
{
	struct strbuf file = STRBUF_INIT, result = STRBUF_INIT;

	strbuf_addf(&file, "<movie>\n%s</movie>\n", body);
	strbuf_addf(&result, "<movie>\n%s</movie>\n", expected);
	start(file.buf);
	names(f, list);
	ck_assert_str_eq(edited(file.buf), result.buf);
	strbuf_release(&file);
	strbuf_release(&result);
}

#define G(name) " <genre>" name "</genre>\n"

START_TEST(lists_of_names)
{
	lists(MF_GENRES, G("A") G("B"), "A,B", G("A") G("B"));
	lists(MF_GENRES, G("A") G("B"), "A,C", G("A") G("C"));
	lists(MF_GENRES, G("A") G("B") " <x/>\n" G("C"), "A,C", G("A") " <x/>\n" G("C"));
	lists(MF_GENRES, G("A") " <x/>\n" G("C"), "A,B,C", G("A") G("B") " <x/>\n" G("C"));
	lists(MF_GENRES, G("B"), "A,B", G("A") G("B"));
	lists(MF_GENRES, G("A") G("B"), "B,A", G("B") G("A"));
	lists(MF_GENRES, G("A / B") G("C"), "A,B,C,D", G("A / B") G("C") G("D"));
	lists(MF_GENRES, G("A / B") G("C"), "A,C", G("A") G("C"));
	lists(MF_GENRES, G("A") G("B"), "", "");
	lists(MF_GENRES, " <title>t</title>\n <plot>p</plot>\n", "A,B",
		" <title>t</title>\n <plot>p</plot>\n" G("A") G("B"));
	lists(MF_GENRES, G("") " <x/>\n", "A,B", G("A") G("B") " <x/>\n");
	lists(MF_GENRES, G("") G("A"), "B", G("") G("B"));
	lists(MF_GENRES, G("A") G("A") G("B"), "A", G("A") G("A"));
	lists(MF_GENRES, " <genre clear=\"true\">A</genre>\n" G("B"), "A,C",
		" <genre clear=\"true\">A</genre>\n" G("C"));
	lists(MF_STUDIOS, " <studios>A</studios>\n", "A,B", " <studio>A</studio>\n <studio>B</studio>\n");
	lists(MF_STUDIOS, " <studios>A</studios>\n <studio>A</studio>\n", "B", " <studio>B</studio>\n");
	lists(MF_DIRECTORS, " <director tmdbid=\"7\">A</director>\n", "B", " <director>B</director>\n");
}
END_TEST

START_TEST(long_lists)
{
	struct strbuf file = STRBUF_INIT;

	strbuf_addstr(&file, "<movie>\n");
	for (int i = 0; i < 1500; i++)
		strbuf_addf(&file, " <tag>%d</tag>\n", i);
	strbuf_addstr(&file, "</movie>\n");
	start(file.buf);
	meta_clear_field(&want, MF_TAGS);
	meta_add_name(&want, MF_TAGS, "new");
	for (size_t i = 1; i < nfo.item[0].meta.tags.n; i++)
		meta_add_name(&want, MF_TAGS, nfo.item[0].meta.tags.item[i]);
	edited(file.buf);
	ck_assert_uint_eq(out.len, file.len + 2);
	strbuf_release(&file);
}
END_TEST

#define ACTOR(name, order)                                                                                   \
	" <actor>\n  <name>" name "</name>\n  <order>" order "</order>\n  <own/>\n </actor>\n"
#define NEW_ACTOR(name, order) " <actor>\n  <name>" name "</name>\n  <order>" order "</order>\n </actor>\n"

START_TEST(actors)
{
	lists(MF_ACTORS, ACTOR("A", "0") ACTOR("B", "1"), "A,B,C",
		ACTOR("A", "0") ACTOR("B", "1") NEW_ACTOR("C", "2"));
	lists(MF_ACTORS, ACTOR("A", "0") ACTOR("B", "1"), "C,A,B",
		NEW_ACTOR("C", "0") ACTOR("A", "1") ACTOR("B", "2"));
	lists(MF_ACTORS, ACTOR("A", "0") ACTOR("B", "1"), "B", ACTOR("B", "1"));
	lists(MF_ACTORS, ACTOR("A", "0") ACTOR("B", "1"), "C,B", NEW_ACTOR("C", "0") ACTOR("B", "1"));
	lists(MF_ACTORS, ACTOR("B", "1") ACTOR("A", "0"), "A,C,B",
		ACTOR("B", "2") ACTOR("A", "0") NEW_ACTOR("C", "1"));
	lists(MF_ACTORS, ACTOR("A", "3") ACTOR("B", "3"), "A,B,C",
		ACTOR("A", "3") ACTOR("B", "3") NEW_ACTOR("C", "4"));
	lists(MF_ACTORS, " <actor><name>A</name></actor>\n", "A,B",
		" <actor><name>A</name></actor>\n <actor>\n  <name>B</name>\n </actor>\n");
	lists(MF_ACTORS, " <title>t</title>\n", "A", " <title>t</title>\n" NEW_ACTOR("A", "0"));
}
END_TEST

START_TEST(parts_of_an_actor)
{
	const char *file = "<movie>\n <actor>\n  <name>A</name>\n  <role>R</role>\n  <thumb>t</thumb>\n  "
			   "<own/>\n </actor>\n</movie>";

	start(file);
	free(want.actors.item[0].role);
	want.actors.item[0].role = xstrdup("S & T");
	free(want.actors.item[0].thumb);
	want.actors.item[0].thumb = NULL;
	ck_assert_str_eq(edited(file), "<movie>\n <actor>\n  <name>A</name>\n  <role>S &amp; T</role>\n  "
				       "<own/>\n </actor>\n</movie>");
	file = "<movie>\n <actor>\n  <name>A</name>\n  <own/>\n </actor>\n</movie>";
	start(file);
	want.actors.item[0].role = xstrdup("R");
	want.actors.item[0].thumb = xstrdup("t");
	ck_assert_str_eq(edited(file), "<movie>\n <actor>\n  <name>A</name>\n  <role>R</role>\n  "
				       "<thumb>t</thumb>\n  <own/>\n </actor>\n</movie>");
}
END_TEST

static void rate(const char *source, double value, int max, int64_t votes, bool is_default)
{
	meta_add_rating(&want, &(struct meta_rating){(char *)source, value, max, votes, is_default});
}

START_TEST(ratings)
{
	const char *file =
		"<movie>\n <ratings>\n  <rating name=\"imdb\" max=\"10\" default=\"true\" x=\"1\">\n"
		"   <value>8.700000</value>\n   <votes>1,234</votes>\n  </rating>\n </ratings>\n"
		" <rating>8.7</rating>\n <votes>1234</votes>\n</movie>\n";

	start(file);
	ck_assert_str_eq(edited(file), file);
	meta_clear_field(&want, MF_RATINGS);
	rate("imdb", 8.6, 10, 1234, false);
	rate("tmdb", 8.25, 10, -1, true);
	rate("rottenTomatoes", 88, 100, -1, false);
	ck_assert_str_eq(edited(file),
		"<movie>\n <ratings>\n  <rating name=\"imdb\" max=\"10\" x=\"1\">\n   <value>8.6</value>\n"
		"   <votes>1,234</votes>\n  </rating>\n"
		"  <rating name=\"tomatometerallcritics\" max=\"100\">\n   <value>88</value>\n  </rating>\n"
		"  <rating name=\"themoviedb\" max=\"10\" default=\"true\">\n   <value>8.25</value>\n  "
		"</rating>\n </ratings>\n"
		" <rating>8.25</rating>\n</movie>\n");
	meta_clear_field(&want, MF_RATINGS);
	ck_assert_str_eq(edited(file), "<movie>\n</movie>\n");
	rate("tvdb", 5, 10, -1, true);
	ck_assert_str_eq(edited(file),
		"<movie>\n <ratings>\n  <rating name=\"tvdb\" max=\"10\" default=\"true\">\n"
		"   <value>5</value>\n  </rating>\n </ratings>\n <rating>5</rating>\n</movie>\n");
}
END_TEST

START_TEST(ratings_in_their_old_form)
{
	const char *file =
		"<movie><rating>7,5</rating><votes>12</votes><criticrating>80</criticrating></movie>";

	start(file);
	ck_assert_str_eq(edited(file), file);
	meta_clear_field(&want, MF_RATINGS);
	rate("default", 7.6, 10, 13, true);
	rate("rottenTomatoes", 81, 100, -1, false);
	ck_assert_str_eq(edited(file),
		"<movie><rating>7.6</rating><votes>13</votes><criticrating>81</criticrating></movie>");
	meta_clear_field(&want, MF_RATINGS);
	rate("imdb", 9, 10, -1, true);
	ck_assert_str_eq(edited(file),
		"<movie><ratings><rating name=\"imdb\" max=\"10\" default=\"true\"><value>9</value>"
		"</rating></ratings><rating>9</rating></movie>");
	file = "<movie><rating>97</rating></movie>";
	start(file);
	want.ratings.item[0].value = 8;
	ck_assert_str_eq(edited(file), "<movie><rating max=\"100\">8</rating></movie>");
}
END_TEST

START_TEST(ids)
{
	const char *file = "<movie>\n <id>tt1</id>\n <uniqueid type=\"Imdb\">tt1</uniqueid>\n <uniqueid "
			   "default=\"true\" "
			   "type=\"tmdb\">603</uniqueid>\n <imdbid>tt1</imdbid>\n <tmdbid/>\n</movie>\n";

	start(file);
	ck_assert_str_eq(edited(file), file);
	meta_clear_field(&want, MF_UNIQUEIDS);
	meta_add_id(&want, "tmdb", "604", true);
	meta_add_id(&want, "imdb", "tt2", false);
	meta_add_id(&want, "tvdb", "5", false);
	ck_assert_str_eq(edited(file), "<movie>\n <id>tt2</id>\n <uniqueid type=\"Imdb\">tt2</uniqueid>\n "
				       "<uniqueid default=\"true\" "
				       "type=\"tmdb\">604</uniqueid>\n <uniqueid "
				       "type=\"tvdb\">5</uniqueid>\n <imdbid>tt2</imdbid>\n <tmdbid/>\n"
				       "</movie>\n");
	meta_clear_field(&want, MF_UNIQUEIDS);
	meta_add_id(&want, "imdb", "tt1", true);
	ck_assert_str_eq(edited(file),
		"<movie>\n <id>tt1</id>\n <uniqueid type=\"Imdb\" default=\"true\">tt1</uniqueid>\n"
		" <imdbid>tt1</imdbid>\n <tmdbid/>\n</movie>\n");
	meta_clear_field(&want, MF_UNIQUEIDS);
	ck_assert_str_eq(edited(file), "<movie>\n <tmdbid/>\n</movie>\n");
	file = "<movie>\n <id>tt1</id>\n</movie>\n";
	start(file);
	meta_add_id(&want, "tmdb", "603", false);
	ck_assert_str_eq(edited(file),
		"<movie>\n <id>tt1</id>\n <uniqueid type=\"imdb\">tt1</uniqueid>\n"
		" <uniqueid type=\"tmdb\" default=\"true\">603</uniqueid>\n</movie>\n");
}
END_TEST

static void sets(const char *body, const char *name, const char *overview, const char *expected)
{
	struct strbuf file = STRBUF_INIT, result = STRBUF_INIT;

	strbuf_addf(&file, "<movie>%s</movie>", body);
	strbuf_addf(&result, "<movie>%s</movie>", expected);
	start(file.buf);
	meta_set_collection(&want, name, overview, NULL);
	ck_assert_str_eq(edited(file.buf), result.buf);
	strbuf_release(&file);
	strbuf_release(&result);
}

/* The set's words are wanted, too. */
static void words(const char *body, const char *overview, const char *tmdb_id, const char *expected)
{
	struct strbuf file = STRBUF_INIT, result = STRBUF_INIT, got = STRBUF_INIT;
	struct nfo_want all = {.root = NFO_MOVIE, .meta = &want, .fields = MF_BIT(MF_SET), .set_words = true};

	strbuf_addf(&file, "<movie>%s</movie>", body);
	strbuf_addf(&result, "<movie>%s</movie>", expected);
	start(file.buf);
	meta_set_collection(&want, "A", overview, tmdb_id);
	ck_assert_int_eq(nfo_edit(&got, file.buf, file.len, &all, NULL), strcmp(body, expected) != 0);
	ck_assert_str_eq(got.buf, result.buf);
	strbuf_release(&file);
	strbuf_release(&result);
	strbuf_release(&got);
}

START_TEST(words_of_a_set)
{
	words("<set>A</set>", "o", NULL, "<set><name>A</name><overview>o</overview></set>");
	words("<set>A</set>", NULL, NULL, "<set>A</set>");
	words("<set tmdbcolid='7'><name>A</name> <overview><![CDATA[o]]></overview></set>", "o", "7",
		"<set tmdbcolid='7'><name>A</name> <overview><![CDATA[o]]></overview></set>");
	words("<set tmdbcolid='7'><name>&#65;</name></set>", "o", "8",
		"<set tmdbcolid=\"8\"><name>&#65;</name><overview>o</overview></set>");
	words("<set tmdbcolid='7'><name>A</name><overview>o</overview></set>", NULL, NULL,
		"<set><name>A</name></set>");
}
END_TEST

START_TEST(set_of_films)
{
	sets("<set>A</set>", "B", NULL, "<set>B</set>");
	sets("<set>A</set>", "A", "o", "<set>A</set>"); /* the overview is the set's */
	sets("<set>A</set>", "B", "o", "<set><name>B</name><overview>o</overview></set>");
	sets("<set x=\"1\"><name>A</name><overview>o</overview><y/></set>", "B", NULL,
		"<set x=\"1\"><name>B</name><y/></set>");
	sets("<set></set>", "B", NULL, "<set>B</set>");
	sets("<title>t</title>", "B", NULL, "<title>t</title><set><name>B</name></set>");
	sets("<set>A</set><set><name>C</name></set>", NULL, NULL, "");
	sets("<set tmdbcolid=\"7\"><name>A</name></set>", "B", NULL, "<set><name>B</name></set>");
}
END_TEST

START_TEST(extra_fields)
{
	const char *file = "<movie>\n <title>t</title>\n <top250>0</top250>\n <showlink>A</showlink>\n"
			   " <namedseason number=\"1\">One</namedseason>\n</movie>\n";

	start(file);
	meta_clear_field(&want, MF_EXTRA);
	meta_add_extra(&want, "top250", "5");
	meta_add_extra(&want, "showlink", "A");
	meta_add_extra(&want, "showlink", "B");
	meta_add_extra(&want, "namedseason:2", "Two");
	meta_add_extra(&want, "edition", "Director's Cut");
	ck_assert_str_eq(edited(file), "<movie>\n <title>t</title>\n <top250>5</top250>\n <namedseason "
				       "number=\"2\">Two</namedseason>\n"
				       " <edition>Director's Cut</edition>\n <showlink>A</showlink>\n "
				       "<showlink>B</showlink>\n</movie>\n");
	/* What no element can bear is not written. */
	start(file);
	meta_add_extra(&want, "two words", "x");
	meta_add_extra(&want, "title", "x");
	meta_add_extra(&want, "<x>", "x");
	meta_add_extra(&want, "zero", "0");
	struct nfo_want w = {.fields = NFO_ALL_FIELDS};
	ck_assert_int_eq(edit_with(file, &w), 0);
	ck_assert_str_eq(out.buf, file);
}
END_TEST

START_TEST(locked_fields)
{
	const char *file = "<movie>\n <title>t</title>\n <lockedfields>Cast|Mine</lockedfields>\n</movie>\n";
	struct nfo_locks locks = {true, MF_BIT(MF_PLOT) | MF_BIT(MF_RATINGS)};
	struct nfo_want w = {.locks = &locks};

	start(file);
	ck_assert_int_eq(edit_with(file, &w), 1);
	ck_assert_str_eq(out.buf, "<movie>\n <title>t</title>\n <lockdata>true</lockdata>\n"
				  " <lockedfields>Overview|Mine</lockedfields>\n</movie>\n");
	locks = (struct nfo_locks){false, MF_BIT(MF_ACTORS)};
	ck_assert_int_eq(edit_with(file, &w), 0);
}
END_TEST

static void fill_streams(struct streams *s)
{
	struct video_stream *v = streams_add_video(s);
	struct audio_stream *a = streams_add_audio(s);

	v->codec = xstrdup("hevc");
	v->width = 3840;
	v->height = 1600;
	v->aspect = 2.4;
	s->duration = 61.9;
	a->codec = xstrdup("truehd");
	a->language = xstrdup("eng");
	a->channels = 8;
	streams_add_subtitle(s)->language = xstrdup("ger");
}

#define STREAMS                                                                                              \
	"  <fileinfo>\n    <streamdetails>\n      <video>\n        <codec>hevc</codec>\n"                    \
	"        <aspect>2.400000</aspect>\n        <width>3840</width>\n        <height>1600</height>\n"    \
	"        <durationinseconds>61</durationinseconds>\n      </video>\n      <audio>\n"                 \
	"        <codec>truehd</codec>\n        <language>eng</language>\n        <channels>8</channels>\n"  \
	"      </audio>\n      <subtitle>\n        <language>ger</language>\n      </subtitle>\n"            \
	"    </streamdetails>\n  </fileinfo>\n"

START_TEST(streams_go_with_another_change)
{
	const char *file = "<movie>\n  <title>A</title>\n  <fileinfo>\n    <old/>\n  </fileinfo>\n</movie>\n";
	struct streams streams = STREAMS_INIT;
	struct nfo_want w = {.fields = NFO_ALL_FIELDS, .streams = &streams};

	fill_streams(&streams);
	start(file);
	ck_assert_int_eq(edit_with(file, &w), 0);
	set(MF_TITLE, "B");
	ck_assert_int_eq(edit_with(file, &w), 1);
	ck_assert_str_eq(out.buf, "<movie>\n  <title>B</title>\n" STREAMS "</movie>\n");
	/* The same streams in other words stay as they are. */
	file = "<movie>\n<title>A</title><fileinfo><streamdetails><video><codec>x265</codec><width>3840</"
	       "width>"
	       "<height>1600</height><aspect>2.4</aspect><durationinseconds>61</durationinseconds></video>"
	       "<audio><channels>8</channels><codec>TrueHD</codec><language>en</language></audio>"
	       "<subtitle><language>deu</language></subtitle></streamdetails></fileinfo></movie>";
	ck_assert_int_eq(edit_with(file, &w), 1);
	ck_assert_ptr_nonnull(strstr(out.buf, "<codec>x265</codec>"));
	streams_release(&streams);
}
END_TEST

START_TEST(new_files)
{
	struct streams streams = STREAMS_INIT;
	struct nfo_want w = {.fields = NFO_ALL_FIELDS, .streams = &streams, .root = NFO_MOVIE};

	meta_release(&want);
	fill_streams(&streams);
	set(MF_TITLE, "The Matrix");
	set(MF_YEAR, "1999");
	set(MF_PREMIERED, "1999-03-31");
	set(MF_PLOT, "Ä & \n B");
	set(MF_RUNTIME, "136");
	rate("tmdb", 8.2, 10, 25000, true);
	rate("imdb", 8.7, 10, -1, false);
	meta_add_id(&want, "imdb", "tt0133093", false);
	meta_add_id(&want, "tmdb", "603", true);
	names(MF_GENRES, "Action,Science Fiction");
	names(MF_WRITERS, "Lilly");
	names(MF_DIRECTORS, "Lana");
	names(MF_STUDIOS, "Village");
	meta_set_collection(&want, "Matrix", "o", "2344");
	meta_add_person(&want, MF_ACTORS,
		&(struct meta_person){(char *)"Keanu", (char *)"Neo", (char *)"http://x", NULL, -1});
	ck_assert_int_eq(edit_with("", &w), 1);
	ck_assert_str_eq(out.buf,
		"<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<movie>\n  <title>The "
		"Matrix</title>\n"
		"  <ratings>\n    <rating name=\"imdb\" max=\"10\">\n      <value>8.7</value>\n    "
		"</rating>\n"
		"    <rating name=\"themoviedb\" max=\"10\" default=\"true\">\n      <value>8.2</value>\n"
		"      <votes>25000</votes>\n    </rating>\n  </ratings>\n  <plot>Ä &amp; \n B</plot>\n"
		"  <runtime>136</runtime>\n  <uniqueid type=\"imdb\">tt0133093</uniqueid>\n"
		"  <uniqueid type=\"tmdb\" default=\"true\">603</uniqueid>\n  <tmdbid>603</tmdbid>\n"
		"  <imdbid>tt0133093</imdbid>\n  <genre>Action</genre>\n  <genre>Science Fiction</genre>\n"
		"  <set tmdbcolid=\"2344\">\n    <name>Matrix</name>\n    <overview>o</overview>\n  </set>\n"
		"  <credits>Lilly</credits>\n  <director>Lana</director>\n  "
		"<premiered>1999-03-31</premiered>\n"
		"  <studio>Village</studio>\n  <actor>\n    <name>Keanu</name>\n    <role>Neo</role>\n    "
		"<order>0</order>\n"
		"    <thumb>http://x</thumb>\n  </actor>\n" STREAMS "</movie>\n");
	read_bytes(out.buf, out.len);
	ck_assert_uint_eq(meta_diff(&want, &nfo.item[0].meta), 0);
	streams_release(&streams);
}
END_TEST

START_TEST(a_file_of_addresses)
{
	const char *file = "\r\nhttps://www.themoviedb.org/movie/603\r\n";
	struct nfo_want w = {.fields = NFO_ALL_FIELDS, .root = NFO_MOVIE};

	start(file);
	set(MF_TITLE, "A");
	ck_assert_int_eq(edit_with(file, &w), 1);
	ck_assert_str_eq(out.buf,
		"<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\r\n<movie>\r\n"
		"  <title>A</title>\r\n  <uniqueid type=\"tmdb\" default=\"true\">603</uniqueid>\r\n"
		"  <tmdbid>603</tmdbid>\r\n</movie>\r\n\r\nhttps://www.themoviedb.org/movie/603\r\n");
}
END_TEST

START_TEST(several_items)
{
	const char *file = "<?xml version=\"1.0\"?>\n<episodes>\n  <episodedetails>\n    <title>1</title>\n  "
			   "</episodedetails>\n"
			   "  <episodedetails>\n    <title>2</title>\n  </episodedetails>\n</episodes>\n";
	struct nfo_want w = {.index = 1, .fields = MF_BIT(MF_TITLE), .root = NFO_EPISODE};

	meta_release(&want);
	set(MF_TITLE, "B");
	ck_assert_int_eq(edit_with(file, &w), 1);
	ck_assert_str_eq(out.buf,
		"<?xml version=\"1.0\"?>\n<episodes>\n  <episodedetails>\n    <title>1</title>\n"
		"  </episodedetails>\n  <episodedetails>\n    <title>B</title>\n  </episodedetails>\n"
		"</episodes>\n");
	w.index = 2;
	ck_assert_int_eq(edit_with(file, &w), 1);
	ck_assert_str_eq(out.buf,
		"<?xml version=\"1.0\"?>\n<episodes>\n  <episodedetails>\n    <title>1</title>\n"
		"  </episodedetails>\n  <episodedetails>\n    <title>2</title>\n  </episodedetails>\n"
		"  <episodedetails>\n    <title>B</title>\n  </episodedetails>\n</episodes>\n");
	w.index = 3;
	ck_assert_int_eq(edit_with(file, &w), -1);
	ck_assert_int_eq(scratch_err.code, ERR_NOT_FOUND);
	w.index = 1;
	ck_assert_int_eq(edit_with("<episodedetails>\n<title>1</title>\n", &w), 1);
	ck_assert_str_eq(out.buf, "<episodedetails>\n<title>1</title>\n</episodedetails>\n<episodedetails>\n"
				  "  <title>B</title>\n</episodedetails>\n");
}
END_TEST

START_TEST(layouts)
{
	static const struct {
		const char *before, *after;
	} files[] = {
		{"<movie></movie>", "<movie>\n  <plot>p</plot>\n</movie>"},
		{"<movie/>", "<movie>\n  <plot>p</plot>\n</movie>"},
		{"<movie a=\"1\" />", "<movie a=\"1\">\n  <plot>p</plot>\n</movie>"},
		{"<movie><year>1999</year></movie>", "<movie><plot>p</plot><year>1999</year></movie>"},
		{"<movie>\r\n\t<title>t</title>\r\n</movie>",
			"<movie>\r\n\t<title>t</title>\r\n\t<plot>p</plot>\r\n</movie>"},
		{"<movie>\r<title>t</title>\r</movie>",
			"<movie>\r<title>t</title>\r<plot>p</plot>\r</movie>"},
		{"<movie>\n<title>t</title> <!-- c -->\n</movie>",
			"<movie>\n<title>t</title>\n<plot>p</plot> <!-- c -->\n</movie>"},
		{"<movie>\n  <!-- c -->\n</movie>", "<movie>\n  <plot>p</plot>\n  <!-- c -->\n</movie>"},
		{"<movie>\n  <fileinfo/>\n</movie>", "<movie>\n  <plot>p</plot>\n  <fileinfo/>\n</movie>"},
	};

	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		start(files[i].before);
		set(MF_PLOT, "p");
		ck_assert_str_eq(edited(files[i].before), files[i].after);
	}
}
END_TEST

START_TEST(charsets)
{
	static const struct {
		const char *before, *after;
	} files[] = {
		{"<?xml encoding=\"iso-8859-1\"?><movie><title>\xE9</title></movie>",
			"<?xml encoding=\"iso-8859-1\"?><movie><title>\xFC&#8211;&#128512;</title></movie>"},
		{"<?xml encoding=\"windows-1252\"?><movie><title>\xE9</title></movie>",
			"<?xml encoding=\"windows-1252\"?><movie><title>\xFC\x96&#128512;</title></movie>"},
		{"<?xml encoding=\"windows-1250\"?><movie><title>\xE9</title></movie>",
			"<?xml encoding=\"windows-1250\"?><movie><title>\xFC\x96&#128512;</title></movie>"},
		{"<?xml encoding=\"UTF-8\"?><movie><mine>\xE9</mine><title>x</title></movie>",
			"<?xml "
			"encoding=\"UTF-8\"?><movie><mine>\xE9</mine><title>&#252;&#8211;&#128512;</title></"
			"movie>"},
		{"\xEF\xBB\xBF<movie><title>x</title></movie>",
			"\xEF\xBB\xBF<movie><title>ü–😀</title></movie>"},
	};

	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		start(files[i].before);
		set(MF_TITLE, "ü–😀");
		ck_assert_str_eq(edited(files[i].before), files[i].after);
	}
	/* Latin letters that would make the file look like UTF-8. */
	const char *file = "<?xml encoding=\"iso-8859-1\"?><movie><title>x</title></movie>";
	start(file);
	set(MF_TITLE, "Ã©");
	ck_assert_str_eq(
		edited(file), "<?xml encoding=\"iso-8859-1\"?><movie><title>&#195;&#169;</title></movie>");
}
END_TEST

/* What showed that a text is no UTF-8 goes: the letters that stay must not be read as such. */
START_TEST(the_last_letter_that_shows_the_charset)
{
	const char *file = "<?xml encoding=\"iso-8859-1\"?><movie>\n<title>\xC3\xA9 & x</title>\n"
			   "<mine a=\"\xC3\xA9\"><!-- \xC3\xA9 -->\xC3\xA9</mine>\n"
			   "<tagline>\xF7</tagline>\n</movie>";

	start(file);
	ck_assert_str_eq(want.scalar[MF_TITLE], "Ã© & x");
	set(MF_TAGLINE, NULL);
	ck_assert_str_eq(edited(file),
		"<?xml encoding=\"iso-8859-1\"?><movie>\n<title>&#195;&#169; & x</title>\n"
		"<mine a=\"&#195;&#169;\"><!-- \xC3\xA9 -->&#195;&#169;</mine>\n</movie>");
}
END_TEST

START_TEST(utf16)
{
	static const char before[] =
		"\xFF\xFE<\0m\0o\0v\0i\0e\0>\0\x00\xD8<\0t\0i\0t\0l\0e\0>\0A\0<\0/\0t\0i\0t\0l\0e\0>\0z";
	static const char after[] = "\xFF\xFE<\0m\0o\0v\0i\0e\0>\0\x00\xD8<\0t\0i\0t\0l\0e\0>"
				    "\0\xFC\0\x3D\xD8\x00\xDE<\0/\0t\0i\0t\0l\0e\0>\0"
				    "\n\0<\0/\0m\0o\0v\0i\0e\0>\0z";
	struct nfo_want w = {.fields = MF_BIT(MF_TITLE), .meta = &want};

	meta_release(&want);
	set(MF_TITLE, "ü😀");
	strbuf_clear(&out);
	ck_assert_int_eq(nfo_edit(&out, before, sizeof(before) - 1, &w, NULL), 1);
	ck_assert_uint_eq(out.len, sizeof(after) - 1);
	ck_assert_mem_eq(out.buf, after, out.len);
	set(MF_TITLE, "A");
	strbuf_clear(&out);
	ck_assert_int_eq(nfo_edit(&out, before, sizeof(before) - 1, &w, NULL), 0);
	ck_assert_uint_eq(out.len, sizeof(before) - 1);
	ck_assert_mem_eq(out.buf, before, out.len);
}
END_TEST

/* A change of the title mends this, too; without it, nothing does. */
static void mends(const char *body, const char *mended)
{
	struct strbuf file = STRBUF_INIT, result = STRBUF_INIT;

	strbuf_addf(&file, "<movie>\n<title>A</title>\n%s", body);
	strbuf_addf(&result, "<movie>\n<title>B</title>\n%s", mended);
	start(file.buf);
	ck_assert_str_eq(edited(file.buf), file.buf);
	set(MF_TITLE, "B");
	ck_assert_str_eq(edited(file.buf), result.buf);
	strbuf_release(&file);
	strbuf_release(&result);
}

START_TEST(harm_is_mended)
{
	mends("<plot><![CDATA[Rho & x]]></plot>\n</movie>\n", "<plot>Rho &amp; x</plot>\n</movie>\n");
	mends("<plot>5 < 6 & 7</plot>\n</movie>\n", "<plot>5 &lt; 6 &amp; 7</plot>\n</movie>\n");
	mends("<plot>7 & 8 &eacute;</plot>\n</movie>\n", "<plot>7 & 8 &eacute;</plot>\n</movie>\n");
	mends("<plot>p\n<year>1999</year>\n</movie>\n", "<plot>p</plot>\n<year>1999</year>\n</movie>\n");
	mends("<plot>p</plto>\n</movie>\n", "<plot>p</plot>\n</movie>\n");
	mends("<actor><name>N</actor>\n</movie>\n", "<actor><name>N</name></actor>\n</movie>\n");
	mends("<actor><name>N</name>\n<year>1999</year>\n</movie>\n",
		"<actor><name>N</name></actor>\n<year>1999</year>\n</movie>\n");
	mends("<plot>p", "<plot>p</plot>\n</movie>");
	mends("<fileinfo><streamdetails><video><width></width><height>x</height><codec/></video></"
	      "streamdetails></fileinfo>\n"
	      "<watched/>\n</movie>",
		"<fileinfo><streamdetails><video><codec/></video></streamdetails></fileinfo>\n</movie>");
	mends("<uniqueid type=\"a\" default=\"true\">1</uniqueid>\n<uniqueid type=\"b\" "
	      "default=\"true\">2</uniqueid>\n</movie>",
		"<uniqueid type=\"a\" default=\"true\">1</uniqueid>\n<uniqueid "
		"type=\"b\">2</uniqueid>\n</movie>");
	mends("<mine><![CDATA[x]]></mine>\n</movie>\n", "<mine><![CDATA[x]]></mine>\n</movie>\n");
}
END_TEST

START_TEST(what_cannot_be_edited)
{
	struct nfo_want w = {.fields = NFO_ALL_FIELDS, .root = NFO_MOVIE};

	meta_release(&want);
	set(MF_TITLE, "A");
	ck_assert_int_eq(edit_with("bla blubb", &w), -1);
	ck_assert_int_eq(scratch_err.code, ERR_BAD_NFO);
	ck_assert_uint_eq(out.len, 0);
	ck_assert_int_eq(edit_with("http://www.imdb.com/title/tt1/ and a word", &w), -1);
	ck_assert_int_eq(scratch_err.code, ERR_BAD_NFO);
	strbuf_grow(&out, NFO_MAX_SIZE + 1);
	memset(out.buf, ' ', NFO_MAX_SIZE + 1);
	struct strbuf big = out;
	strbuf_init(&out);
	fails(nfo_edit(&out, big.buf, NFO_MAX_SIZE + 1, &w, &scratch_err), ERR_TOO_LONG);
	strbuf_release(&big);
}
END_TEST

/* A change that would make a tag of what was none. */
START_TEST(what_would_be_made_worse)
{
	struct nfo_want w = {.fields = NFO_ALL_FIELDS, .root = NFO_MOVIE};

	meta_release(&want);
	ck_assert_int_eq(edit_with("<movie>\n<id<mine>t</mine>>tt1\n</movie>", &w), -1);
	ck_assert_int_eq(scratch_err.code, ERR_BAD_NFO);
	ck_assert_str_eq(
		scratch_err.msg.buf, "too broken to be edited in place: line 2: '<' that begins no tag");
	ck_assert_uint_eq(out.len, 0);
}
END_TEST

START_TEST(only_the_fields_that_are_asked_for)
{
	struct nfo_want w = {.fields = MF_BIT(MF_PLOT)};

	meta_release(&want);
	set(MF_PLOT, "p");
	set(MF_TITLE, "other");
	ck_assert_int_eq(edit_with("<movie><title>A</title></movie>", &w), 1);
	ck_assert_str_eq(out.buf, "<movie><title>A</title><plot>p</plot></movie>");
}
END_TEST

/* How many stretches of bytes differ, a stretch being more than three lines from the next. */
static int hunks(const struct strbuf *a, const struct strbuf *b)
{
	size_t front = 0, back = 0;

	while (front < a->len && front < b->len && a->buf[front] == b->buf[front])
		front++;
	while (back < a->len - front && back < b->len - front &&
		a->buf[a->len - 1 - back] == b->buf[b->len - 1 - back])
		back++;
	int lines = 0;
	for (size_t i = front; i < a->len - back; i++)
		lines += a->buf[i] == '\n';
	return lines > 12 ? 2 : 1;
}

static void try_recorded(const struct strbuf *file, const char *path)
{
	for (size_t i = 0; i < nfo.n; i++) {
		const struct nfo_item *item = &nfo.item[i];
		struct nfo_want w = {.index = i,
			.meta = &item->meta,
			.fields = NFO_ALL_FIELDS,
			.streams = &item->streams,
			.locks = &item->locks};

		if (item->root >= NFO_URL)
			continue;
		strbuf_clear(&out);
		ck_assert_msg(nfo_edit(&out, file->buf, file->len, &w, &scratch_err) == 0, "%s", path);
		ck_assert_uint_eq(out.len, file->len);
		ck_assert_mem_eq(out.buf, file->buf, out.len);
		meta_copy(&want, &item->meta);
		set(MF_TITLE, "Another title");
		w.meta = &want;
		w.streams = NULL;
		strbuf_clear(&out);
		ck_assert_msg(nfo_edit(&out, file->buf, file->len, &w, &scratch_err) == 1, "%s: %s", path,
			scratch_err.msg.buf);
		ck_assert_msg(hunks(file, &out) == 1, "%s", path);
	}
}

START_TEST(recorded_files)
{
	static const char *const folders[] = {
		"movie", "tvshow", "season", "episode", "url", "broken", "scene"};
	const char *fixtures = getenv("METARR_FIXTURES");
	int files = 0;

	if (!fixtures) {
		printf("skipped: recorded_files (METARR_FIXTURES is not set)\n");
		return;
	}
	for (size_t i = 0; i < sizeof(folders) / sizeof(folders[0]); i++) {
		struct strbuf path = STRBUF_INIT, bytes = STRBUF_INIT;
		struct dirent *d;

		strbuf_addf(&path, "%s/nfo/%s", fixtures, folders[i]);
		DIR *dir = opendir(path.buf);
		ck_assert_ptr_nonnull(dir);
		while ((d = readdir(dir))) {
			if (d->d_name[0] == '.')
				continue;
			strbuf_clear(&path);
			strbuf_clear(&bytes);
			strbuf_addf(&path, "%s/nfo/%s/%s", fixtures, folders[i], d->d_name);
			ok(file_read(path.buf, NFO_MAX_SIZE, &bytes, &scratch_err));
			read_bytes(bytes.buf, bytes.len);
			try_recorded(&bytes, path.buf);
			files++;
		}
		closedir(dir);
		strbuf_release(&path);
		strbuf_release(&bytes);
	}
	ck_assert_int_ge(files, 50);
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {scalars, where_a_scalar_stands, the_year_stays_when_the_date_moves,
		lists_of_names, long_lists, actors, parts_of_an_actor, ratings, ratings_in_their_old_form,
		ids, set_of_films, words_of_a_set, extra_fields, locked_fields,
		streams_go_with_another_change, new_files, a_file_of_addresses, several_items, layouts,
		charsets, the_last_letter_that_shows_the_charset, utf16, harm_is_mended,
		what_cannot_be_edited, what_would_be_made_worse, only_the_fields_that_are_asked_for,
		recorded_files};

	strbuf_init(&out);
	return scratch_run("nfo_edit", tests, sizeof(tests) / sizeof(tests[0]));
}
