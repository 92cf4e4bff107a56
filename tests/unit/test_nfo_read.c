/* Reading NFOs: every field, every charset, every way in which a file can be broken. */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include <libxml/parser.h>

#include "core/file.h"
#include "core/json.h"
#include "harness/scratch.h"
#include "media/nfo.h"

static struct nfo nfo;
static struct strbuf text;

static struct meta *read_bytes(const char *bytes, size_t len)
{
	ok(nfo_read(&nfo, bytes, len, &scratch_err));
	ck_assert_uint_ge(nfo.n, 1);
	return &nfo.item[0].meta;
}

static struct meta *reads(const char *s)
{
	return read_bytes(s, strlen(s));
}

static const char *json(enum meta_field f)
{
	struct jsonw w;

	strbuf_clear(&text);
	jsonw_init(&w, &text);
	meta_write_json(&nfo.item[0].meta, f, &w);
	return text.buf;
}

/* The value of one field of <movie>BODY</movie>. */
static const char *field(enum meta_field f, const char *body)
{
	struct strbuf file = STRBUF_INIT;

	strbuf_addf(&file, "<movie>%s</movie>", body);
	read_bytes(file.buf, file.len);
	strbuf_release(&file);
	return json(f);
}

static bool warned(size_t line, const char *words)
{
	for (size_t i = 0; i < nfo.nwarning; i++)
		if (nfo.warning[i].line == line && strstr(nfo.warning[i].text, words))
			return true;
	return false;
}

START_TEST(scalars)
{
	struct meta *m = reads(
		"<episodedetails><title>T</title><originaltitle>O</originaltitle><sorttitle>S</sorttitle>"
		"<year>1999</year><plot>P\n Q</plot><outline>U</outline><tagline>G</tagline><mpaa>R</mpaa>"
		"<premiered>1999-03-31</premiered><aired>1999-04-01</aired><runtime>136</runtime>"
		"<userrating>9</userrating><trailer>http://x/</trailer><season>02</season>"
		"<episode>3</episode><displayseason>4</displayseason><displayepisode>0</displayepisode>"
		"</episodedetails>");
	static const char *const want[MF_SCALARS] = {[MF_TITLE] = "T",
		[MF_ORIGINAL_TITLE] = "O",
		[MF_SORT_TITLE] = "S",
		[MF_YEAR] = "1999",
		[MF_PLOT] = "P\n Q",
		[MF_OUTLINE] = "U",
		[MF_TAGLINE] = "G",
		[MF_MPAA] = "R",
		[MF_PREMIERED] = "1999-03-31",
		[MF_AIRED] = "1999-04-01",
		[MF_RUNTIME] = "136",
		[MF_USER_RATING] = "9",
		[MF_TRAILER_URL] = "http://x/",
		[MF_SEASON_NUMBER] = "2",
		[MF_EPISODE_NUMBER] = "3",
		[MF_DISPLAY_SEASON] = "4",
		[MF_DISPLAY_EPISODE] = "0"};

	ck_assert_int_eq(nfo.item[0].root, NFO_EPISODE);
	for (int f = 0; f < MF_SCALARS; f++)
		ck_assert_msg(want[f] ? m->scalar[f] && !strcmp(m->scalar[f], want[f]) : !m->scalar[f],
			"%s: %s", meta_field_name((enum meta_field)f), m->scalar[f]);
	ck_assert_uint_eq(nfo.nwarning, 0);
	ck_assert_str_eq(meta_get(reads("<tvshow><status>Ended</status><season>3</season></tvshow>"),
				 MF_SERIES_STATUS),
		"Ended");
	ck_assert_str_eq(json(MF_SEASON_NUMBER), "null");
}
END_TEST

START_TEST(numbers_and_dates)
{
	ck_assert_str_eq(field(MF_RUNTIME, "<runtime>136 min</runtime>"), "136");
	ck_assert_str_eq(field(MF_RUNTIME, "<runtime>2h 16min</runtime>"), "136");
	ck_assert_str_eq(field(MF_RUNTIME, "<runtime>2 h</runtime>"), "120");
	ck_assert_str_eq(field(MF_RUNTIME, "<runtime>0</runtime>"), "null");
	ck_assert_str_eq(field(MF_RUNTIME, "<runtime>long</runtime>"), "null");
	ck_assert(warned(1, "does not take"));
	ck_assert_str_eq(field(MF_USER_RATING, "<userrating>9.56</userrating>"), "9");
	ck_assert_str_eq(field(MF_USER_RATING, "<userrating max=\"100\">85</userrating>"), "8");
	ck_assert_str_eq(field(MF_USER_RATING, "<userrating>0</userrating>"), "null");
	ck_assert_uint_eq(nfo.nwarning, 0);
	ck_assert_str_eq(field(MF_YEAR, "<year>1999-03-31</year>"), "1999");
	ck_assert_str_eq(field(MF_YEAR, "<year>0</year>"), "null");
	ck_assert_str_eq(field(MF_YEAR, "<premiered>1999-03-31</premiered>"), "1999");
	ck_assert_str_eq(field(MF_YEAR, "<year>2000</year><premiered>1999-03-31</premiered>"), "2000");
	ck_assert_str_eq(field(MF_PREMIERED, "<premiered>1999-03-31 00:00:00</premiered>"), "\"1999-03-31\"");
	ck_assert_str_eq(field(MF_PREMIERED, "<premiered>2009-10</premiered>"), "null");
	ck_assert_str_eq(field(MF_PREMIERED, "<premiered>0000-00-00</premiered>"), "null");
}
END_TEST

START_TEST(repeats_and_other_names)
{
	ck_assert_str_eq(field(MF_TITLE, "<title>A</title><title>B</title>"), "\"A\"");
	ck_assert_str_eq(field(MF_TITLE, "<title/><title> </title><title>B</title>"), "\"B\"");
	ck_assert_str_eq(field(MF_TITLE, "<localtitle>L</localtitle><title>B</title>"), "\"B\"");
	ck_assert_str_eq(field(MF_TITLE, "<localtitle>L</localtitle><title></title>"), "\"L\"");
	ck_assert_str_eq(field(MF_PREMIERED, "<releasedate>1999-03-31</releasedate>"), "\"1999-03-31\"");
	ck_assert_str_eq(field(MF_STUDIOS, "<studios>A</studios>"), "[\"A\"]");
	ck_assert_str_eq(field(MF_STUDIOS, "<studios>A</studios><studio>B</studio>"), "[\"B\"]");
	ck_assert_str_eq(field(MF_TITLE, "<Title>A</Title>"), "null");
}
END_TEST

START_TEST(lists)
{
	ck_assert_str_eq(
		field(MF_GENRES,
			"<genre>A / B</genre><genre>C</genre><genre/><genre>A</genre><genre>D, E</genre>"),
		"[\"A\",\"B\",\"C\",\"D, E\"]");
	ck_assert_str_eq(
		field(MF_DIRECTORS, "<director>|A|B|</director>"), "[{\"name\":\"A\"},{\"name\":\"B\"}]");
	ck_assert_str_eq(field(MF_WRITERS, "<credits>A</credits>"), "[{\"name\":\"A\"}]");
	ck_assert_str_eq(field(MF_TAGS, "<tag clear=\"true\">A</tag>"), "[\"A\"]");
	ck_assert_str_eq(field(MF_COUNTRIES, "<country>USA</country>"), "[\"USA\"]");
}
END_TEST

START_TEST(actors)
{
	ck_assert_str_eq(
		field(MF_ACTORS,
			"<actor><name>B</name><role>r</role><order>1</order><thumb>t</thumb><x/></actor>"
			"<actor><role>nobody</role></actor>"
			"<actor><name>A</name><sortorder>0</sortorder><tmdbid>7</tmdbid></actor>"),
		"[{\"name\":\"A\",\"order\":0,\"tmdb_id\":\"7\"},"
		"{\"name\":\"B\",\"role\":\"r\",\"order\":1,\"thumb\":\"t\"}]");
	ck_assert_str_eq(
		field(MF_ACTORS,
			"<actor><name>B</name><order>1</order></actor><actor><name>A</name></actor>"),
		"[{\"name\":\"B\",\"order\":1},{\"name\":\"A\"}]");
}
END_TEST

START_TEST(ratings)
{
	ck_assert_str_eq(
		field(MF_RATINGS,
			"<ratings><rating name=\"themoviedb\" "
			"max=\"10\"><value>8.2</value><votes>25,000</votes></rating>"
			"<rating name=\"imdb\" default=\"true\"><value>8,7</value></rating>"
			"<rating name=\"tomatometerallcritics\" max=\"100\"><value>88</value></rating>"
			"<rating name=\"none\"><value>0</value></rating>"
			"<rating name=\"imdb\"><value>1</value></rating></ratings><rating>5</rating>"),
		"[{\"source\":\"tmdb\",\"value\":8.2,\"max\":10,\"votes\":25000,\"default\":false},"
		"{\"source\":\"imdb\",\"value\":8.7,\"max\":10,\"default\":true},"
		"{\"source\":\"rottenTomatoes\",\"value\":88,\"max\":100,\"default\":false}]");
	ck_assert_str_eq(field(MF_RATINGS, "<ratings><rating><value>8</value></rating></ratings>"),
		"[{\"source\":\"default\",\"value\":8,\"max\":10,\"default\":true}]");
	ck_assert_str_eq(
		field(MF_RATINGS, "<rating>7.5</rating><votes>12</votes><criticrating>80</criticrating>"),
		"[{\"source\":\"default\",\"value\":7.5,\"max\":10,\"votes\":12,\"default\":true},"
		"{\"source\":\"rottenTomatoes\",\"value\":80,\"max\":100,\"default\":false}]");
	ck_assert_str_eq(field(MF_RATINGS, "<rating>97</rating>"),
		"[{\"source\":\"default\",\"value\":97,\"max\":100,\"default\":true}]");
	ck_assert_str_eq(field(MF_RATINGS, "<rating>0.0</rating>"), "[]");
}
END_TEST

START_TEST(ids)
{
	ck_assert_str_eq(
		field(MF_UNIQUEIDS,
			"<uniqueid type=\"Tmdb\">603</uniqueid><uniqueid type='imdb' "
			"default='true'>tt1</uniqueid>"
			"<uniqueid type=\"x\" default=\"true\"> 9 </uniqueid><uniqueid type=\"y\"/><id>5</id>"
			"<tvdbid>77</tvdbid><imdbid>tt2</imdbid><tmdbcolid>8</tmdbcolid>"),
		"[{\"type\":\"tmdb\",\"value\":\"603\",\"default\":false},{\"type\":\"imdb\",\"value\":"
		"\"tt1\",\"default\":true},"
		"{\"type\":\"x\",\"value\":\"9\",\"default\":false},{\"type\":\"tvdb\",\"value\":\"77\","
		"\"default\":false}]");
	ck_assert_str_eq(field(MF_UNIQUEIDS, "<id TMDB=\"603\">tt0133093</id>"),
		"[{\"type\":\"imdb\",\"value\":\"tt0133093\",\"default\":false},"
		"{\"type\":\"tmdb\",\"value\":\"603\",\"default\":true}]");
	ck_assert_str_eq(field(MF_UNIQUEIDS, "<id>603</id>"),
		"[{\"type\":\"unknown\",\"value\":\"603\",\"default\":true}]");
	ck_assert_str_eq(meta_id(reads("<tvshow><id>73871</id></tvshow>"), "tvdb"), "73871");
	ck_assert_str_eq(field(MF_UNIQUEIDS, "<uniqueid type=\"a\">-1</uniqueid><id></id>"), "[]");
}
END_TEST

START_TEST(sets)
{
	ck_assert_str_eq(
		field(MF_SET, "<set/><set "
			      "tmdbcolid=\"1\"><name>A</name><overview>o\no</overview></set><set>B</set>"),
		"{\"name\":\"A\",\"overview\":\"o\\no\",\"tmdb_id\":\"1\"}");
	ck_assert_str_eq(field(MF_SET, "<set>\n A &amp; B\n</set><tmdbcolid>5</tmdbcolid>"),
		"{\"name\":\"A & B\",\"tmdb_id\":\"5\"}");
	ck_assert_str_eq(field(MF_SET, "<set>A<name>B</name></set>"), "{\"name\":\"B\"}");
	ck_assert_str_eq(field(MF_SET, "<set><name></name></set>"), "null");
}
END_TEST

START_TEST(extra_fields)
{
	ck_assert_str_eq(
		field(MF_EXTRA,
			"<top250>5</top250><playcount>0</playcount><watched>false</watched><edition>E</"
			"edition>"
			"<showlink>B</showlink><showlink>A</showlink><namedseason "
			"number=\"1\">One</namedseason>"
			"<other x=\"1\">no</other><nested><a>no</a></nested><epbookmark>0.000000</epbookmark>"
			"<file>no</file><lastplayed></lastplayed>"),
		"[{\"name\":\"edition\",\"value\":\"E\"},{\"name\":\"namedseason:1\",\"value\":\"One\"},"
		"{\"name\":\"showlink\",\"value\":\"B\"},{\"name\":\"showlink\",\"value\":\"A\"},"
		"{\"name\":\"top250\",\"value\":\"5\"}]");
}
END_TEST

START_TEST(artwork)
{
	reads("<tvshow><thumb aspect=\"clearlogo\" preview=\"p\">l</thumb><thumb>d</thumb><thumb/>"
	      "<thumb aspect=\"poster\" type=\"season\" season=\"2\">s</thumb>"
	      "<fanart url=\"http://x/\"><thumb "
	      "preview=\"q\">1.jpg</thumb></fanart><fanart>f</fanart></tvshow>");
	static const struct nfo_art want[] = {{(char *)"clearlogo", (char *)"l", (char *)"p", -1},
		{(char *)"poster", (char *)"d", NULL, -1}, {(char *)"poster", (char *)"s", NULL, 2},
		{(char *)"fanart", (char *)"http://x/1.jpg", (char *)"q", -1},
		{(char *)"fanart", (char *)"f", NULL, -1}};

	ck_assert_uint_eq(nfo.item[0].nart, 5);
	for (size_t i = 0; i < 5; i++) {
		const struct nfo_art *a = &nfo.item[0].art[i];
		ck_assert_str_eq(a->type, want[i].type);
		ck_assert_str_eq(a->url, want[i].url);
		ck_assert_pstr_eq(a->preview, want[i].preview);
		ck_assert_int_eq(a->season, want[i].season);
	}
	reads("<episodedetails><thumb>d</thumb></episodedetails>");
	ck_assert_str_eq(nfo.item[0].art[0].type, "thumb");
}
END_TEST

START_TEST(locks)
{
	reads("<movie><lockdata>true</lockdata><lockedfields>Overview|Cast|Other</lockedfields></movie>");
	ck_assert(nfo.item[0].locks.item);
	ck_assert_uint_eq(nfo.item[0].locks.fields, MF_BIT(MF_PLOT) | MF_BIT(MF_ACTORS));
	reads("<movie><lockdata>false</lockdata><lockedfields/></movie>");
	ck_assert(!nfo.item[0].locks.item);
	ck_assert_uint_eq(nfo.item[0].locks.fields, 0);
}
END_TEST

START_TEST(streams)
{
	reads("<movie><fileinfo><streamdetails><video><codec>X265</codec><aspect>16:9</aspect><width>1920</"
	      "width>"
	      "<height>1080</height><durationinseconds>1421</durationinseconds><hdrtype>hdr10</hdrtype></"
	      "video>"
	      "<audio/><audio><codec>DTS-HD MA</codec><language>deu</language><channels>8</channels></audio>"
	      "<subtitle><language>English</language></subtitle><subtitle/></streamdetails></fileinfo></"
	      "movie>");
	const struct streams *s = &nfo.item[0].streams;

	ck_assert(nfo.item[0].has_streams);
	ck_assert_uint_eq(s->nvideo, 1);
	ck_assert_str_eq(s->video[0].codec, "hevc");
	ck_assert_double_eq_tol(s->video[0].aspect, 1.777778, 1e-5);
	ck_assert_int_eq(s->video[0].height, 1080);
	ck_assert_str_eq(s->video[0].hdr_type, "hdr10");
	ck_assert_double_eq(s->duration, 1421);
	ck_assert_uint_eq(s->naudio, 1);
	ck_assert_str_eq(s->audio[0].codec, "dtshd_ma");
	ck_assert_str_eq(s->audio[0].language, "ger");
	ck_assert_int_eq(s->audio[0].channels, 8);
	ck_assert_uint_eq(s->nsubtitle, 1);
	ck_assert_str_eq(s->subtitle[0].language, "eng");
	reads("<movie><fileinfo><streamdetails><video><width>0</width></video></streamdetails></fileinfo></"
	      "movie>");
	ck_assert(!nfo.item[0].has_streams);
	reads("<movie><fileinfo/></movie>");
	ck_assert(!nfo.item[0].has_streams);
}
END_TEST

START_TEST(text_)
{
	ck_assert_str_eq(
		field(MF_TITLE, "<title>a &amp; b &lt;&gt;&quot;&apos; &#65;&#x42;&eacute;&nbsp;</title>"),
		"\"a & b <>\\\"' ABé\u00a0\"");
	ck_assert_str_eq(field(MF_TITLE, "<title>AT&T & R&D; &#0; &#xD800; &#x110000; &</title>"),
		"\"AT&T & R&D; &#0; &#xD800; &#x110000; &\"");
	ck_assert_str_eq(field(MF_PLOT, "<plot> <![CDATA[Rho & <b> x]]> y</plot>"), "\"Rho & <b> x y\"");
	ck_assert_str_eq(field(MF_PLOT, "<plot>a<!-- no -->b<?pi?>c</plot>"), "\"abc\"");
	ck_assert_str_eq(field(MF_PLOT, "<plot>one<br/>two<BR><i>three</i></plot>"), "\"one\\ntwo\\nthree\"");
	ck_assert_str_eq(field(MF_PLOT, "<plot>5 < 6 <3 <http://x> <Foo> a<b</plot>"),
		"\"5 < 6 <3 <http://x> <Foo> a<b\"");
	ck_assert_str_eq(field(MF_TITLE, "<title urlencoded=\"yes\">a%20b%2</title>"), "\"a b%2\"");
	ck_assert_str_eq(field(MF_TITLE, "<title a='>' b=\"/>\">x</title>"), "\"x\"");
	ck_assert_str_eq(field(MF_TITLE, "<title a=\"b>x</title>"), "\"x\"");
}
END_TEST

START_TEST(broken)
{
	reads("<movie>\n<title>A\n<year>1999</year>\n<genre>B<genre>C</genre>\n<tagline>D</taglin>\n<mpaa>E</"
	      "mpaa>");
	ck_assert_str_eq(json(MF_TITLE), "\"A\"");
	ck_assert_str_eq(json(MF_YEAR), "1999");
	ck_assert_str_eq(json(MF_GENRES), "[\"B\",\"C\"]");
	ck_assert_str_eq(json(MF_TAGLINE), "\"D\"");
	ck_assert_str_eq(json(MF_MPAA), "\"E\"");
	ck_assert(warned(1, "end tag") && warned(2, "end tag") && warned(4, "end tag"));
	ck_assert_str_eq(
		field(MF_ACTORS,
			"<actor><name>A<role>R</role><actor><name>B</name></actor><year>1999</year>"),
		"[{\"name\":\"A\",\"role\":\"R\"},{\"name\":\"B\"}]");
	ck_assert_str_eq(json(MF_YEAR), "1999");
	ck_assert_str_eq(field(MF_YEAR, "<actor><name>A</name><year>1999</year>"), "1999");
	ck_assert_str_eq(field(MF_PLOT, "<plot>Half a sent"), "\"Half a sent\"");
	ck_assert_str_eq(meta_get(reads("<movie><title>A</title><plot>Half a sent"), MF_PLOT), "Half a sent");
	ck_assert_str_eq(meta_get(reads("<movie><title>A</title><plo"), MF_TITLE), "A");
	ck_assert_str_eq(meta_get(reads("<movie><title>A</title></b></movie>"), MF_TITLE), "A");
	ck_assert_str_eq(
		meta_get(reads("<movie><!-- <title>A</title> --><title>B</title></movie>"), MF_TITLE), "B");
	ck_assert_str_eq(meta_get(reads("<movie><!-- <title>A</title></movie>"), MF_TITLE), "A");
	ck_assert_str_eq(
		meta_get(reads("<!DOCTYPE movie [<!ENTITY t \"x\">]><movie><title>&t;</title></movie>"),
			MF_TITLE),
		"&t;");
}
END_TEST

START_TEST(several_items)
{
	static const char *const files[] = {
		"<episodedetails><title>1</title></episodedetails><episodedetails><title>2</title></"
		"episodedetails>",
		"<?xml version=\"1.0\"?><episodedetails><title>1</title></episodedetails>\n<?xml "
		"version=\"1.0\"?>\n"
		"<episodedetails><title>2</title></episodedetails>",
		"<multiepisodenfo><episodedetails><title>1</title></episodedetails><episodedetails><title>2</"
		"title>"
		"</episodedetails></multiepisodenfo>",
		"<episodes><episodedetails><title>1</title></episodedetails><episodedetails><title>2</title>",
		"<episodedetails><title>1</title><episodedetails><title>2</title></episodedetails>",
	};

	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		reads(files[i]);
		ck_assert_msg(nfo.n == 2, "%s", files[i]);
		ck_assert_str_eq(meta_get(&nfo.item[0].meta, MF_TITLE), "1");
		ck_assert_str_eq(meta_get(&nfo.item[1].meta, MF_TITLE), "2");
	}
	strbuf_clear(&text);
	for (int i = 0; i < NFO_MAX_ROOTS + 3; i++)
		strbuf_addstr(&text, "<movie/>\n");
	read_bytes(text.buf, text.len);
	ck_assert_uint_eq(nfo.n, NFO_MAX_ROOTS);
	ck_assert(warned(NFO_MAX_ROOTS + 1, "too many"));
}
END_TEST

START_TEST(addresses)
{
	struct meta *m =
		reads("https://www.themoviedb.org/movie/603-the-matrix\nhttp://imdb.com/title/tt0133093/\n");

	ck_assert_int_eq(nfo.item[0].root, NFO_URL);
	ck_assert_str_eq(meta_id(m, "tmdb"), "603");
	ck_assert_str_eq(meta_id(m, "imdb"), "tt0133093");
	ck_assert_str_eq(nfo.url, "https://www.themoviedb.org/movie/603-the-matrix");
	m = reads("<movie><title>A</title></movie>\nhttps://m.imdb.com/title/tt7");
	ck_assert_str_eq(meta_id(m, "imdb"), "tt7");
	m = reads("http://www.imdb.com/title/tt8/\n<movie><id>tt9</id></movie>");
	ck_assert_str_eq(meta_id(m, "imdb"), "tt9");
	ck_assert_str_eq(nfo.url, "http://www.imdb.com/title/tt8/");
	m = reads("https://thetvdb.com/?tab=series&id=73871&lid=7");
	ck_assert_str_eq(meta_id(m, "tvdb"), "73871");
	m = reads("https://example.org/title/tt5");
	ck_assert_int_eq(nfo.item[0].root, NFO_URL);
	ck_assert(!meta_has(m, MF_UNIQUEIDS));
	reads("<movie><trailer>https://www.imdb.com/title/tt5</trailer></movie>");
	ck_assert_ptr_null(nfo.url);
}
END_TEST

START_TEST(no_item_at_all)
{
	static const char *const files[] = {
		"", " \n", "bla blubb", "  ___\n <|_|> \n /<3 \\", "\xff\xfe", "<", "<movie", "\xEF\xBB\xBF"};

	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		reads(files[i]);
		ck_assert_uint_eq(nfo.n, 1);
		ck_assert_int_eq(nfo.item[0].root, NFO_OTHER);
		ck_assert_uint_eq(meta_diff(&nfo.item[0].meta, &(struct meta)META_INIT), 0);
		ck_assert_uint_ge(nfo.nwarning, 1);
	}
	ck_assert_str_eq(meta_get(reads("<artist><title>A</title></artist>"), MF_TITLE), "A");
	ck_assert_int_eq(nfo.item[0].root, NFO_OTHER);
	strbuf_clear(&text);
	strbuf_grow(&text, NFO_MAX_SIZE + 1);
	memset(text.buf, ' ', NFO_MAX_SIZE + 1);
	fails(nfo_read(&nfo, text.buf, NFO_MAX_SIZE + 1, &scratch_err), ERR_TOO_LONG);
}
END_TEST

/* ASCII as UTF-16. */
static void utf16(const char *s, bool little, bool bom)
{
	strbuf_clear(&text);
	if (bom)
		strbuf_add(&text, little ? "\xFF\xFE" : "\xFE\xFF", 2);
	for (; *s; s++) {
		strbuf_addch(&text, little ? *s : 0);
		strbuf_addch(&text, little ? 0 : *s);
	}
}

START_TEST(charsets)
{
	ck_assert_str_eq(
		meta_get(reads("\xEF\xBB\xBF<movie><title>\xC3\xA9</title></movie>"), MF_TITLE), "é");
	ck_assert_str_eq(meta_get(reads("<?xml version='1.0' "
					"encoding='ISO-8859-1'?><movie><title>\xE9\x80</title></movie>"),
				 MF_TITLE),
		"é€");
	ck_assert_str_eq(
		meta_get(reads("<?xml encoding=\"windows-1251\"?><movie><title>\xCF\xF0\xE8</title></movie>"),
			MF_TITLE),
		"При");
	ck_assert_uint_eq(nfo.nwarning, 0);
	ck_assert_str_eq(meta_get(reads("<?xml "
					"encoding=\"UTF-8\"?><movie><title>\xE9\x96</title><plot>\xC3\xA9</"
					"plot></movie>"),
				 MF_TITLE),
		"é–");
	ck_assert_str_eq(json(MF_PLOT), "\"é\"");
	ck_assert(warned(1, "charset"));
	ck_assert_str_eq(
		meta_get(reads("<?xml encoding=\"iso-8859-1\"?><movie><title>\xC3\xA9</title></movie>"),
			MF_TITLE),
		"é");
	ck_assert(warned(1, "charset"));
	ck_assert_str_eq(
		meta_get(reads("<?xml encoding=\"klingon\"?><movie><title>a\xE9</title></movie>"), MF_TITLE),
		"aé");
	for (int i = 0; i < 4; i++) {
		utf16("<movie><title>A</title></movie>", i & 1, i & 2);
		strbuf_addch(&text, 'x'); /* a byte too many */
		struct strbuf file = text;
		strbuf_init(&text);
		ck_assert_str_eq(meta_get(read_bytes(file.buf, file.len), MF_TITLE), "A");
		ck_assert(warned(1, "UTF-16"));
		strbuf_release(&file);
	}
	static const char surrogates[] = "\xFF\xFE<\0m\0o\0v\0i\0e\0>\0<\0t\0i\0t\0l\0e\0>"
					 "\0\x3C\xD8\xAC\xDF\x00\xDC<\0/\0t\0i\0t\0l\0e\0>\0";
	ck_assert_str_eq(meta_get(read_bytes(surrogates, sizeof(surrogates) - 1), MF_TITLE), "🎬");
}
END_TEST

START_TEST(makers)
{
	static const struct {
		const char *text;
		enum nfo_maker maker;
	} files[] = {
		{"<movie><title>A</title></movie>", NFO_BY_UNKNOWN},
		{"<movie>\n  <title>A</title>\n  <rating>1</rating>\n  <watched>false</watched>\n</movie>",
			NFO_BY_RADARR},
		{"<tvshow><title>A</title><rating>1</rating><plot/><episodeguide/></tvshow>", NFO_BY_SONARR},
		{"<episodedetails><title>A</title><uniqueid type=\"sonarr\">5</uniqueid></episodedetails>",
			NFO_BY_SONARR},
		{"<?xml version=\"1.0\" encoding=\"utf-8\" "
		 "standalone=\"yes\"?><movie><plot/><lockdata>false</lockdata></movie>",
			NFO_BY_JELLYFIN},
		{"<?xml version=\"1.0\"?><!-- created on 2017-01-01 16:56:32 - tinyMediaManager 3.0 "
		 "--><movie/>",
			NFO_BY_TINYMEDIAMANAGER},
		{"<!-- created on 2018-01-31 - by Somebody --><movie/>", NFO_BY_UNKNOWN},
		{"<movie><generator><appname>MediaElch</appname></generator></movie>", NFO_BY_MEDIAELCH},
		{"<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\" "
		 "?>\n<movie><title>A</title><playcount>0</playcount>"
		 "</movie>",
			NFO_BY_KODI},
		{"", NFO_BY_UNKNOWN},
	};

	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		reads(files[i].text);
		ck_assert_msg(nfo.maker == files[i].maker, "%s", files[i].text);
	}
	ck_assert_str_eq(nfo_maker_name(NFO_BY_RADARR), "radarr");
	ck_assert_ptr_null(nfo_maker_name(NFO_BY_UNKNOWN));
}
END_TEST

/* As many faults as there is room for cost no more than a moment each. */
START_TEST(the_worst_cases_are_quick)
{
	static const char *const pieces[] = {"<a>", "<movie>", "<b ", "</a>", "<!--", "<actor>", "&",
		"<![CDATA[", "<plot>x<plot>", "<rating><ratings>", "<!DOCTYPE a [", "\"", "<a x='",
		"<set><name>"};

	for (size_t i = 0; i < sizeof(pieces) / sizeof(pieces[0]); i++) {
		struct strbuf file = STRBUF_INIT;
		strbuf_addstr(&file, "<movie>");
		while (file.len < 60 * 1000)
			strbuf_addstr(&file, pieces[i]);
		clock_t start = clock();
		read_bytes(file.buf, file.len);
		double seconds = (double)(clock() - start) / CLOCKS_PER_SEC;
		ck_assert_msg(seconds < 4, "'%s' took %.1f s", pieces[i], seconds);
		strbuf_release(&file);
	}
}
END_TEST

/* Compares simple elements with what libxml2 reads, where it takes the file. */
static int compare_with_libxml2(const char *bytes, size_t len)
{
	static const struct {
		const char *element;
		enum meta_field field;
	} fields[] = {{"title", MF_TITLE}, {"originaltitle", MF_ORIGINAL_TITLE}, {"plot", MF_PLOT},
		{"outline", MF_OUTLINE}, {"tagline", MF_TAGLINE}, {"mpaa", MF_MPAA}};
	xmlDoc *doc = xmlReadMemory(
		bytes, (int)len, NULL, NULL, XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING);
	struct meta theirs = META_INIT;
	int compared = 0;

	if (!doc)
		return 0;
	for (xmlNode *n = xmlDocGetRootElement(doc)->children; n && nfo.n == 1; n = n->next)
		for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++) {
			if (n->type != XML_ELEMENT_NODE ||
				strcmp((const char *)n->name, fields[i].element) != 0 ||
				meta_get(&theirs, fields[i].field))
				continue;
			xmlChar *content = xmlNodeGetContent(n);
			meta_set(&theirs, fields[i].field, (const char *)content, NULL);
			ck_assert_pstr_eq(meta_get(&nfo.item[0].meta, fields[i].field),
				meta_get(&theirs, fields[i].field));
			xmlFree(content);
			compared++;
		}
	meta_release(&theirs);
	xmlFreeDoc(doc);
	return compared;
}

START_TEST(recorded_files)
{
	static const char *const folders[] = {
		"movie", "tvshow", "season", "episode", "url", "broken", "scene"};
	const char *fixtures = getenv("METARR_FIXTURES");
	int files = 0, compared = 0;

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
			struct meta *m = read_bytes(bytes.buf, bytes.len);
			compared += compare_with_libxml2(bytes.buf, bytes.len);
			files++;
			/* Of films and shows none is lost, and no sound one has a warning. */
			if (i < 4) {
				ck_assert_msg(nfo.item[0].root < NFO_URL, "%s", path.buf);
				ck_assert_msg(nfo.nwarning == 0, "%s: %s", path.buf,
					nfo.nwarning ? nfo.warning[0].text : "");
			} else if (i == 4) {
				ck_assert_msg(nfo.item[0].root == NFO_URL && meta_has(m, MF_UNIQUEIDS), "%s",
					path.buf);
			}
		}
		closedir(dir);
		strbuf_release(&path);
		strbuf_release(&bytes);
	}
	ck_assert_int_ge(files, 50);
	ck_assert_int_ge(compared, 80);
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {scalars, numbers_and_dates, repeats_and_other_names, lists, actors,
		ratings, ids, sets, extra_fields, artwork, locks, streams, text_, broken, several_items,
		addresses, no_item_at_all, charsets, makers, the_worst_cases_are_quick, recorded_files};

	strbuf_init(&text);
	return scratch_run("nfo_read", tests, sizeof(tests) / sizeof(tests[0]));
}
