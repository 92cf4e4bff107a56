/* What names say, how titles fold, which files are parts and versions of one film. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/strbuf.h"
#include "harness/nameline.h"
#include "media/name.h"
#include "media/name_stack.h"
#include "media/name_words.h"

static const struct line films[] = {
	{"The Matrix (1999).mkv", "The Matrix|1999|||"},
	{"The.Matrix.1999.1080p.BluRay.x264-GRP.mkv", "The Matrix|1999|||"},
	{"The_Matrix_[1999].avi", "The Matrix|1999|||"},
	{"(1999) The Matrix", "The Matrix|1999|||"},
	{"[Grp] The Matrix - 1999.mkv", "The Matrix|1999|||"},
	{"www.site.org - The.Matrix.1999.mkv", "The Matrix|1999|||"},
	{"[REC] (2007).mkv", "REC|2007|||"},
	{"1917 (2019).mkv", "1917|2019|||"},
	{"1984.1984.720p.mkv", "1984|1984|||"},
	{"2001 A Space Odyssey (1968).mkv", "2001 A Space Odyssey|1968|||"},
	{"2012.mkv", "2012||||"},
	{"Blade Runner 2049 (2017).mkv", "Blade Runner 2049|2017|||"},
	{"Blade.Runner.2049.mkv", "Blade Runner 2049||||"},
	{"(500) Days of Summer (2009).mkv", "(500) Days of Summer|2009|||"},
	{"The French Connection (1971).mkv", "The French Connection|1971|||"},
	{"The.Italian.Job.GERMAN.DL.720p.mkv", "The Italian Job||||"},
	{"The Final Cut (2004).mkv", "The Final Cut|2004|||"},
	{"Uncut Gems (2019).mkv", "Uncut Gems|2019|||"},
	{"Unrated (2009).mkv", "Unrated|2009|||"},
	{"Alien.Directors.Cut.1979.mkv", "Alien|1979|||"},
	{"Hotel (Some Director) (1989).avi", "Hotel|1989|||"},
	{"Simpsons Movie, The (2007).mkv", "The Simpsons Movie|2007|||"},
	{"Mr. Nobody (2009).mkv", "Mr. Nobody|2009|||"},
	{"M.A.S.H.1970.avi", "M.A.S.H.|1970|||"},
	{"Amélie (2001).mkv", "Amélie|2001|||"},
	{"Films/The Doors (1991)/09.03.08.The.Doors.(1991).720p.mkv", "The Doors|1991|||"},
	{"Film.en.forced.srt", "Film||||"},
	{"It.de.srt", "It||||"},
	{"Show.S01E02.mkv", "Show||||"},
	{"[Grp][Film 2022][1080p].mkv", "Film|2022|||"},
	{"(site.com) Film 2023 [720p]", "Film|2023|||"},
	{"(1)Film (2009).mkv", "Film|2009|||"},
	{"Film / Other Film (2002).mkv", "Other Film|2002|||"},
	{"Film.CUSTOM.EXTENDED.2022.mkv", "Film|2022|||"},
	{"Monsters, Inc. (2001).mkv", "Monsters, Inc.|2001|||"},
	{"超能.Film.2020.mkv", "Film|2020|||"},
	{"【Grp】[Film][1080p].mkv", "Film||||"},
	{"Bond-f21-Some_Film-x02-Stunts.mkv", "Some Film||||"},
	{"Films/The Matrix (1999)/matrix-1080p.mkv", "The Matrix|1999|||"},
	{"Films/The Matrix (1999)/Subs/x.mkv", "The Matrix|1999|||"},
	{"Films/The Matrix (1999)/VIDEO_TS/VIDEO_TS.IFO", "The Matrix|1999|||"},
	{"Films/The Matrix (1999)/BDMV/STREAM/00001.m2ts", "The Matrix|1999|||"},
	{"The.Matrix.1999.1080p-GRP/ba27283b17c00d01193eacc0.mkv", "The Matrix|1999|||"},
	{"Films/Inception (2010).mkv", "Inception|2010|||"},
	{"C:\\Films\\Inception (2010)\\inception.mkv", "Inception|2010|||"},
	{"grp-the.show.2010.720p.bluray.x264.mkv", "the show|2010|||"},
	{"spider-man.2002.720p.bluray.x264.mkv", "spider-man|2002|||"},
	{"the.show.2010.720p.x264-grp.mkv", "the show|2010|||"},
	{"www.site.co.uk - Film.2010.mkv", "Film|2010|||"},
	{"www.site.com.Film.2010.mkv", "Film|2010|||"},
	{"www.site.com.It.2017.mkv", "It|2017|||"},
	{"影www.site.com.电影.BD.1080p.mkv", "电影||||"},
	{"01. Film (2008).mkv", "Film|2008|||"},
	{"007 - Film (1964).mkv", "Film|1964|||"},
	{"12 Angry Men (1957).mkv", "12 Angry Men|1957|||"},
	{"2019 - Film.mkv", "Film|2019|||"},
	{"2047 - Film (2014).mkv", "2047 - Film|2014|||"},
	{"[01/54] - \"Film.2010.720p-GRP.mkv\" yEnc", "Film|2010|||"},
	{"Film The Final Cut (1982).mkv", "Film|1982|||"},
	{"Film.FRENCH.2011.mkv", "Film|2011|||"},
	{"Film.German.2003.AC3.DVDRip.avi", "Film|2003|||"},
	{"Film.Hindi.2019.WEB-DL.mkv", "Film|2019|||"},
	{"The.Good.German.2006.720p.mkv", "The Good German|2006|||"},
	{"Film.German.2003.720p.GERMAN.mkv", "Film German|2003|||"},
	{"Film German (2003).mkv", "Film German|2003|||"},
	{"Johnny.English.2003.1080p.mkv", "Johnny English|2003|||"},
	{"Film.GERMAN-GRP.mkv", "Film||||"},
	{"Film (English subs).mkv", "Film||||"},
	{"Film WEB.mkv", "Film||||"},
	{"Charlotte's Web.mkv", "Charlotte's Web||||"},
	{"Film.MAX.WEB-DL.mkv", "Film||||"},
	{"Mad.Max.2015.WEB-DL.mkv", "Mad Max|2015|||"},
	{"Mad.Max.1080p.mkv", "Mad Max||||"},
	{"Film.700MB.avi", "Film||||"},
	{"Film.1.4GB.avi", "Film||||"},
	{"Film 900p.mkv", "Film||||"},
	{"Film.AKA.Other.2003.mkv", "Film|2003|||"},
	{"Film tt1234567.mkv", "Film||||"},
	{"A.I.Some.Film.2001.mkv", "A.I. Some Film|2001|||"},
	{"2001.A.Space.Odyssey.1968.mkv", "2001 A Space Odyssey|1968|||"},
	{"sample-film.2019.mkv", "film|2019|||"},
	{"\xff\xfe (2010).mkv", "(2010)|2010|||"},
	{"....", "....||||"},
	{",", ",||||"},
	{"(03", "(03||||"},
	{"[x", "[x||||"},
	{"", "||||"},
	{"///", "||||"},
};

FAMILY(films, NAME_MOVIE)

static const struct line episodes[] = {
	{"Show.S01E02.Title.720p.mkv", "Show||1|2|"},
	{"Show - s01.e02.mkv", "Show||1|2|"},
	{"Show S01 - E02.mkv", "Show||1|2|"},
	{"Show 1x02.mkv", "Show||1|2|"},
	{"Show Season 1 Episode 2.mkv", "Show||1|2|"},
	{"Show Staffel 2 Folge 3.mkv", "Show||2|3|"},
	{"Show S2016E14 2016-01-20.mkv", "Show||2016|14|2016-01-20"},
	{"Doctor Who (2005) - S06E01 - X.mkv", "Doctor Who|2005|6|1|"},
	{"Show.2014.S03E05.mkv", "Show|2014|3|5|"},
	{"1883.S01E01.mkv", "1883||1|1|"},
	{"24.S05E07.mkv", "24||5|7|"},
	{"9-1-1 - S01E01.mkv", "9-1-1||1|1|"},
	{"11.22.63.S01E01.mkv", "11 22 63||1|1|"},
	{"Show S01E01E02.mkv", "Show||1|1,2|"},
	{"Show S01E01-E03.mkv", "Show||1|1,2,3|"},
	{"Show S01E01-03.mkv", "Show||1|1,2,3|"},
	{"Show S01E01-E03E05.mkv", "Show||1|1,2,3,5|"},
	{"Show S01E01+02.mkv", "Show||1|1,2|"},
	{"Show S01E01.S01E02.mkv", "Show||1|1,2|"},
	{"Show 2x03-2x04.mkv", "Show||2|3,4|"},
	{"Show 2x04x05.mkv", "Show||2|4,5|"},
	{"Show S01E05 x264.mkv", "Show||1|5|"},
	{"Show S01E03-720p.mkv", "Show||1|3|"},
	{"Show S01E03 - 24 Hours.mkv", "Show||1|3|"},
	{"Show S02E01 1920x910.mkv", "Show||2|1|"},
	{"Show.1920x1080.mkv", "Show||||"},
	{"Show - 2024-01-31 - X.mkv", "Show||||2024-01-31"},
	{"Show.31.01.2024.mkv", "Show||||2024-01-31"},
	{"Show.20240131.mkv", "Show||||2024-01-31"},
	{"Show.2024.31.01.mkv", "Show||||2024-01-31"},
	{"Show - 2024-13-32.mkv", "Show - 2024-13-32||||"},
	{"Show.E05.mkv", "Show||1|5|"},
	{"Show Ep. 12.mkv", "Show||1|12|"},
	{"Show.3of6.mkv", "Show||1|3|"},
	{"Show.Part.Two.720p.mkv", "Show||1|2|"},
	{"Show.103.720p.HDTV.mkv", "Show||1|3|"},
	{"Show.103.104.720p.mkv", "Show||1|3,4|"},
	{"Show.10708.hdtv.mkv", "Show||1|7,8|"},
	{"Show [HDTV][Cap.104].mkv", "Show||1|4|"},
	{"Show [Cap.1503_1505].mkv", "Show||15|3,4,5|"},
	{"[Grp] Show - 045 [720p].mkv", "Show|||45|"},
	{"[Grp] Show - 01-03 [720p].mkv", "Show|||1,2,3|"},
	{"[Grp][Show][02][1080p].mkv", "Show|||2|"},
	{"Show #957 (1280x720).mkv", "Show||9|57|"},
	{"Show 第13話.mkv", "Show||1|13|"},
	{"Show.S03.1080p", "Show||3||"},
	{"Show Saison VII", "Show||7||"},
	{"Show Temporada 4 [Cap.408].mkv", "Show||4|8|"},
	{"tv/Show (2010)/Season 02/S02E03.mkv", "Show|2010|2|3|"},
	{"tv/Show/Season 02/03 - Title.mkv", "Show||2|3|"},
	{"tv/Show/Season 2/203 - Title.mkv", "Show||2|3|"},
	{"tv/Show/Specials/S00E01.mkv", "Show||0|1|"},
	{"tv/Show/Season 1/Show US S01E04.mkv", "Show||1|4|"},
	{"Show.S01E01.720p-GRP/grp101.mkv", "Show||1|1|"},
	{"Show.S01E01.720p-GRP/XRmZciqkBopq4851/Vh1FvU3bJXw6zs8EE.mkv", "Show||1|1|"},
	{"Show S01E99999.mkv", "Show||1|99999|"},
	{"Show S01E999999.mkv", "Show S01E999999||||"},
	{"S01E02.mkv", "||1|2|"},
	{"tv/24/S01E05.mkv", "24||1|5|"},
	{"tv/Show S01E01-E03/Season 1/04.mkv", "Show||1|4|"},
	{"tv/Show/2/S02E05.mkv", "Show||2|5|"},
	{"tv/Show/S1/E02.mkv", "Show||1|2|"},
	{"tv/Show/Season 2/Disc 1/02.mkv", "Show||2|2|"},
	{"Show - 8x01_02 - X.mkv", "Show||8|1,2|"},
	{"Show 3rd Season - 23 [1080p].mkv", "Show||3|23|"},
	{"Show S4 - 11 (1080p).mkv", "Show||4|11|"},
	{"[Grp] Our Series - 32 [480p]", "Our Series|||32|"},
	{"tv/Show/Series 2/02.mkv", "Show||2|2|"},
	{"Show.2020.DOC.S01.1080p", "Show|2020|1||"},
	{"The.\xe2\x80\x8bShow.\xe2\x80\x8bS07E11", "The Show||7|11|"},
	{"Show S0615.mkv", "Show||6|15|"},
	{"Show_S03E02Title.mkv", "Show||3|2|"},
	{"Castle1x01.mkv", "Castle||1|1|"},
	{"Show 01E06.mkv", "Show||1|6|"},
	{"[Grp] Show - 01 ~ 03 [720p]", "Show|||1,2,3|"},
	{"[Grp]_Show_-_11_-_Title!!_[720p]_[436E0E90].mkv", "Show|||11|"},
	{"[Grp] Show - 120 - Title Part 2.mkv", "Show|||120|"},
	{"Show (4th December 2020).mkv", "Show||||2020-12-04"},
	{"Show.3.29.12.mkv", "Show||||2012-03-29"},
	{"Сериал / Show / Сезон: 5 / Серия: 1", "Show||5|1|"},
	{"Show S01 13-14 1080p", "Show||1|13,14|"},
	{"4-13 Title.mkv", "||4|13|"},
	{"Show Season One Episode Three.mkv", "Show||1|3|"},
	{"Show Series 2 - 03 - X.mkv", "Show||2|3|"},
	{"Show S01E01 to E03.mkv", "Show||1|1,2,3|"},
	{"Show 1x01 to 03.mkv", "Show||1|1,2,3|"},
	{"Show S01E01 02 03.mkv", "Show||1|1,2,3|"},
	{"Show S01E09 10 Things.mkv", "Show||1|9|"},
	{"Show - SP01.mkv", "Show||0|1|"},
	{"Show - 2.04 - X.mkv", "Show||2|4|"},
	{"Show [2.04] X.mkv", "Show||2|4|"},
	{"Show - 2-04 - X.mkv", "Show||2|4|"},
	{"Show - 01-02 - X.mkv", "Show|||1,2|"},
	{"Show.E5of6.mkv", "Show||1|5|"},
	{"Show Part 1 of 3.mkv", "Show||1|1|"},
	{"Show Teil 2.mkv", "Show||1|2|"},
	{"剧 第四季 第十二集.mkv", "剧||4|12|"},
	{"剧 第二十三话.mkv", "剧||1|23|"},
	{"【Grp】【剧】【第05话】【1080P】.mp4", "剧||1|5|"},
	{"[Grp]★01月新番[Show][05].mp4", "Show|||5|"},
	{"節目 第1期 第5話.mkv", "節目||1|5|"},
	{"프로그램 시즌2 5화.mp4", "프로그램||2|5|"},
	{"프로그램 제5회.mp4", "프로그램||1|5|"},
	{"Сериал (2 сезон: 1-3 серии из 8)", "Сериал||2|1,2,3|"},
	{"Show - 1. Staffel Folge 3.mkv", "Show||1|3|"},
	{"24.Staffel.1.Folge.3.mkv", "24||1|3|"},
	{"24 Season 2.mkv", "24||2||"},
	{"Show 1. Sezon 3. Bölüm.mkv", "Show||1|3|"},
	{"Show 1a Temporada Cap 03.avi", "Show||1|3|"},
	{"Show Säsong 1 Avsnitt 3.mkv", "Show||1|3|"},
	{"Show - Stagione 1 Puntata 3.avi", "Show||1|3|"},
	{"Show January 31, 2019.mkv", "Show||||2019-01-31"},
	{"Show.03-04-2019.mkv", "Show||||2019-04-03"},
	{"Show.2019.03.04.mkv", "Show||||2019-03-04"},
	{"Show The Complete Series S01.mkv", "Show||1||"},
	{"Show S02 Season 2 720p", "Show||2||"},
	{"Show Season 2 Disc 1.avi", "Show||2||"},
	{"Show Season 1 to 5.avi", "Show||1||"},
	{"[Grp] Show - 12 (S01E12).mkv", "Show||1|12|"},
	{"[Grp] Show - 15.5 (S00E01).mkv", "Show||0|1|"},
	{"Show 13 - S01E01.mkv", "Show 13||1|1|"},
	{"tv/Show/S01E03/video.mkv", "Show||1|3|"},
	{"tv/Show.S02.1080p-GRP/grp-sn203.mkv", "Show||2|3|"},
	{"Some / Other | Show S01E02.mkv", "Show||1|2|"},
};

FAMILY(episodes, NAME_EPISODE)

START_TEST(series_and_any)
{
	struct name_info info = NAME_INIT;

	ck_line(&(struct line){"Show (2010) {tvdb-12}", "Show|2010|||"}, NAME_SERIES);
	ck_line(&(struct line){"tv/Mr. Show", "Mr. Show||||"}, NAME_SERIES);
	name_parse(&info, "Show S01E02.mkv", NAME_ANY);
	ck_assert(info.is_episode);
	name_parse(&info, "Show (2010).mkv", NAME_ANY);
	ck_assert(!info.is_episode);
	ck_assert_int_eq(info.season, -1);
	name_parse(&info, "Show/Season 1/02.mkv", NAME_ANY);
	ck_assert(info.is_episode);
	name_parse(&info, "Show/Season 1/Show - S01E01/video.mkv", NAME_ANY);
	ck_assert(info.is_episode);
	name_parse(&info, "Films/2010/Film.mkv", NAME_ANY);
	ck_assert(!info.is_episode);
	name_release(&info);
}
END_TEST

START_TEST(ids)
{
	struct name_info info = NAME_INIT;

	name_parse(&info, "Film (1999) [tmdbid=603]/Film {imdb-tt0133093}.mkv", NAME_MOVIE);
	ck_assert_int_eq(info.tmdb_id, 603);
	ck_assert_str_eq(info.imdb_id, "tt0133093");
	name_parse(&info, "Film 2008 [tt12345678] 720p.mkv", NAME_MOVIE);
	ck_assert_str_eq(info.imdb_id, "tt12345678");
	ck_assert_int_eq(info.tmdb_id, 0);
	name_parse(&info, "Show (2010) (tvdbid-81189)", NAME_SERIES);
	ck_assert_int_eq(info.tvdb_id, 81189);
	name_parse(&info, "tt0133093x (1999) {tmdb-} {tmdb-x}.mkv", NAME_MOVIE);
	ck_assert_ptr_null(info.imdb_id);
	ck_assert_int_eq(info.tmdb_id, 0);
	name_release(&info);
}
END_TEST

static const struct {
	const char *name, *edition; /* NULL: none */
	int part;
	bool extra, sample;
} beside[] = {
	{"Film (1999) {edition-Director's Cut}.mkv", "Director's Cut", 0, false, false},
	{"Film 2012 Director's Cut.mkv", "Director's Cut", 0, false, false},
	{"Film.EXTENDED.2011.mkv", "EXTENDED", 0, false, false},
	{"Film 50th Anniversary Edition 2012.mkv", "50th Anniversary Edition", 0, false, false},
	{"Film.1987.Ultimate.Hunter.Edition.DTS.mkv", "Ultimate Hunter Edition", 0, false, false},
	{"Film Extended Directors Cut Fan Edit 2012.mkv", "Extended Directors Cut Fan Edit", 0, false, false},
	{"The Final Cut (2004).mkv", NULL, 0, false, false},
	{"Film (1999)-cd1.avi", NULL, 1, false, false},
	{"Film.1999.CD2.DVDRip.avi", NULL, 2, false, false},
	{"Film part2.avi", NULL, 2, false, false},
	{"The Godfather Part 2 (1974).mkv", NULL, 0, false, false},
	{"Film (1999)-trailer.mkv", NULL, 0, true, false},
	{"Film (1999)/Extras/making of.mkv", NULL, 0, true, false},
	{"Film (1999)-sample.mkv", NULL, 0, false, true},
	{"Film (1999)/Sample/x.mkv", NULL, 0, false, true},
};

START_TEST(what_stands_beside)
{
	struct name_info info = NAME_INIT;

	name_parse(&info, beside[_i].name, NAME_MOVIE);
	if (beside[_i].edition)
		ck_assert_pstr_eq(info.edition, beside[_i].edition);
	else
		ck_assert_ptr_null(info.edition);
	ck_assert_int_eq(info.part, beside[_i].part);
	ck_assert(info.is_extra == beside[_i].extra);
	ck_assert(info.is_sample == beside[_i].sample);
	name_release(&info);
}
END_TEST

START_TEST(absolute_numbers)
{
	struct name_info info = NAME_INIT;

	name_parse(&info, "[Grp] Show - 102.mkv", NAME_EPISODE);
	ck_assert_int_eq(info.absolute, 102);
	ck_assert_int_eq(info.season, -1);
	name_parse(&info, "Show - 102.mkv", NAME_EPISODE);
	ck_assert_int_eq(info.absolute, 102); /* it may be either */
	ck_assert_int_eq(info.season, 1);
	name_parse(&info, "Show S01E02.mkv", NAME_EPISODE);
	ck_assert_int_eq(info.absolute, -1);
	name_release(&info);
}
END_TEST

static const struct episode_title {
	const char *stem, *title;
} episode_titles[] = {
	{"Show - S01E01", ""},
	{"Show - S01E01 - Fine Day", "Fine Day"},
	{"Show.S01E01.Fine.Day.1080p.WEB-DL-GRP", "Fine Day"},
	{"Show.S01E01.720p.x264-GRP", ""},
	{"Show - S01E01 [1080p]", ""},
	{"Show S01E01-E02", ""},
	{"Show S01E01E02 - Both 720p", "Both"},
	{"Show - S01E01 - 1984", "1984"},
	{"Show - 2010-03-01 - A Guest", "A Guest"},
	{"Show 2010.03.01.720p", ""},
	{"S01E01 Fine Day", "Fine Day"},
};

START_TEST(titles_of_episodes)
{
	struct strbuf title = STRBUF_INIT;

	name_episode_title(&title, episode_titles[_i].stem);
	ck_assert_str_eq(title.buf, episode_titles[_i].title);
	strbuf_release(&title);
}
END_TEST

START_TEST(season_folders)
{
	ck_assert_int_eq(name_season_folder("Season 01"), 1);
	ck_assert_int_eq(name_season_folder("season 1 - Beginnings"), 1);
	ck_assert_int_eq(name_season_folder("S03"), 3);
	ck_assert_int_eq(name_season_folder("Staffel 2"), 2);
	ck_assert_int_eq(name_season_folder("Specials"), 0);
	ck_assert_int_eq(name_season_folder("4"), 4);
	ck_assert_int_eq(name_season_folder("Season 2010"), 2010);
	ck_assert_int_eq(name_season_folder("The Show"), -1);
	ck_assert_int_eq(name_season_folder("Show S01E02"), -1);
	ck_assert_int_eq(name_season_folder(""), -1);
}
END_TEST

START_TEST(titles_that_say_the_number)
{
	static const struct {
		const char *title;
		int season;
		bool plain;
	} titles[] = {{"Season 1", 1, true}, {"Staffel 01", 1, true}, {"Temporada 3", 3, true},
		{"Сезон 2", 2, true}, {"第 2 季", 2, true}, {"シーズン4", 4, true}, {"Series 2", 2, true},
		{"Season 2015", 2015, true}, {"Specials", 0, true}, {"Extras", 0, true},
		{"Season 1", 2, false}, {"Specials", 1, false}, {"Season 1: The Siege", 1, false},
		{"The Siege", 1, false}, {"Book 1", 1, false}, {"Extras", 1, false}, {"", 1, false}};

	for (size_t i = 0; i < sizeof(titles) / sizeof(titles[0]); i++)
		ck_assert_msg(name_is_season(titles[i].title, titles[i].season) == titles[i].plain,
			"'%s' as %d", titles[i].title, titles[i].season);
}
END_TEST

START_TEST(long_names)
{
	struct name_info info = NAME_INIT;
	struct strbuf name = STRBUF_INIT;

	for (int i = 0; i < 3000; i++)
		strbuf_addstr(&name, "S01E01-E50 [1x02] ");
	for (int kind = NAME_ANY; kind <= NAME_SERIES; kind++)
		name_parse(&info, name.buf, (enum name_kind)kind);
	strbuf_clear(&name);
	strbuf_addstr(&name, "Show S01E01");
	for (int i = 2; i < 200; i++)
		strbuf_addf(&name, "E%02d", i);
	name_parse(&info, name.buf, NAME_EPISODE);
	ck_assert_int_eq(info.nepisodes, NAME_MAX_EPISODES);
	name_release(&info);
	strbuf_release(&name);
}
END_TEST

static void ck_fold(void (*fold)(struct strbuf *, const char *), const char *title, const char *want)
{
	struct strbuf got = STRBUF_INIT;

	strbuf_addstr(&got, "/");
	fold(&got, title);
	ck_assert_str_eq(got.buf + 1, want);
	strbuf_release(&got);
}

static void ck_sort(const char *title, const char *language, const char *want)
{
	struct strbuf got = STRBUF_INIT;

	strbuf_addstr(&got, "/");
	name_sort_key(&got, title, language);
	ck_assert_str_eq(got.buf + 1, want);
	strbuf_release(&got);
}

START_TEST(folding)
{
	ck_fold(name_fold_words, "  Amélie & the Ætherstraße!  No. 5 ", "amelie the aetherstrasse no 5");
	ck_fold(name_fold_words, "Don't Look Now", "dont look now");
	ck_fold(name_fold_words, "Ⅳ ﬁlm", "iv film");
	ck_fold(name_fold_words, "Босх", "босх");
	ck_fold(name_fold_words, "…!", "");
	ck_sort("The Matrix", NULL, "matrix");
	ck_sort("Die Welle", "de", "welle");
	ck_sort("Die Hard", NULL, "die hard");
	ck_sort("Die Hard", "en", "die hard");
	ck_sort("Das Boot", NULL, "boot");
	ck_sort("Los Olvidados", "es", "olvidados");
	ck_sort("Los Angeles", NULL, "los angeles");
	ck_sort("La La Land", NULL, "la la land");
	ck_sort("De Lift", "nl", "lift");
	ck_sort("L'Avventura", NULL, "avventura");
	ck_sort("L’Avventura", NULL, "avventura");
	ck_sort("Les Misérables", NULL, "miserables");
	ck_sort("The", NULL, "the");
	ck_sort("A.I. Artificial Intelligence", NULL, "a i artificial intelligence");
	ck_sort("Theatre", NULL, "theatre");
	ck_sort("…!", NULL, "...!");
	ck_sort("", NULL, "");
	ck_sort("\xff\xfe", NULL, "");
}
END_TEST

static const struct {
	const char *file;
	int part;
	const char *stem;
} parts[] = {
	{"Film-cd1.avi", 1, "Film"},
	{"Film (1999) Part B.avi", 2, "Film (1999)"},
	{"Film.disc_3.mkv", 3, "Film"},
	{"Film [CD2].avi", 2, "Film"},
	{"Film.avi", 0, ""},
	{"cd1.avi", 0, ""},
	{"Film DVDRip.avi", 0, ""},
	{"Film Part of Me.avi", 0, ""},
	{"Film cd0.avi", 0, ""},
	{"Film cd100.avi", 0, ""},
	{"Film cd33333333333333333333.avi", 0, ""},
	{"Film.CD1of2.avi", 1, "Film"},
	{"Film.cd1", 1, "Film"},
	{"", 0, ""},
};

START_TEST(stack_parts)
{
	struct strbuf stem = STRBUF_INIT;

	ck_assert_int_eq(name_stack_part(parts[_i].file, &stem, NULL), parts[_i].part);
	ck_assert_str_eq(stem.buf, parts[_i].stem);
	strbuf_release(&stem);
}
END_TEST

START_TEST(stack_groups)
{
	static const char *const files[] = {"Film-cd2.avi", "Film-cd1.avi", "Other-cd2.avi", "Film-cd3.mkv",
		"Saga part 1 (2010).mkv", "Saga part 2 (2011).mkv", "film-CD3.avi", "Alone-cd1.avi"};
	static const size_t want[] = {1, 1, 2, 3, 4, 5, 1, 7};
	size_t group[8];

	name_stack_group(files, 8, group);
	for (size_t i = 0; i < 8; i++)
		ck_assert_msg(group[i] == want[i], "%s: %zu", files[i], group[i]);
	name_stack_group(NULL, 0, NULL);
}
END_TEST

static const struct {
	const char *folder, *file;
	const char *label; /* NULL: another film */
} versions[] = {
	{"Film (1999)", "Film (1999).mkv", ""},
	{"Film (1999)", "Film (1999) - 2160p.mkv", "2160p"},
	{"Film (1999)", "Film (1999) [1080p].mkv", "1080p"},
	{"Film (1999)", "Film (1999) {edition-Director's Cut}.mkv", "Director's Cut"},
	{"Film (1999)", "Film (2000).mkv", NULL},
	{"Film", "Films.mkv", NULL},
	{"Film", "Film 2.mkv", "2"},
	{"", "Film.mkv", NULL},
};

START_TEST(version_labels)
{
	struct strbuf label = STRBUF_INIT;

	ck_assert(name_version_label(versions[_i].folder, versions[_i].file, &label) ==
		  (versions[_i].label != NULL));
	ck_assert_str_eq(label.buf, versions[_i].label ? versions[_i].label : "");
	strbuf_release(&label);
}
END_TEST

/* bsearch wants the table sorted: words from its ends and its middle. */
START_TEST(words)
{
	static const char *const tags[] = {"1080p", "x264", "yuv420p10", "hdtv", "bluray", "webdl", "dvdrip",
		"aac2", "ddp5", "720x304", "webdlrip", "dvdripx264", "mkv"};

	for (size_t i = 0; i < sizeof(tags) / sizeof(*tags); i++)
		ck_assert_msg(name_word_class(tags[i], strlen(tags[i])) == W_TAG, "%s", tags[i]);
	ck_assert_uint_eq(name_word_class("german", 6), W_WEAK);
	ck_assert_uint_eq(name_word_class("germane", 6), W_WEAK);
	ck_assert_uint_eq(name_word_class("extended", 8), W_EDITION);
	ck_assert_uint_eq(name_word_class("matrix", 6), 0);
	ck_assert_uint_eq(name_word_class("", 0), 0);
}
END_TEST

#define COUNT(array) (int)(sizeof(array) / sizeof(*(array)))

int main(void)
{
	Suite *s = suite_create("name");
	TCase *tc = tcase_create("all");

	ADD(films);
	ADD(episodes);
	tcase_add_test(tc, series_and_any);
	tcase_add_test(tc, ids);
	tcase_add_loop_test(tc, what_stands_beside, 0, COUNT(beside));
	tcase_add_test(tc, absolute_numbers);
	tcase_add_loop_test(tc, titles_of_episodes, 0, COUNT(episode_titles));
	tcase_add_test(tc, season_folders);
	tcase_add_test(tc, titles_that_say_the_number);
	tcase_add_test(tc, long_names);
	tcase_add_test(tc, folding);
	tcase_add_loop_test(tc, stack_parts, 0, COUNT(parts));
	tcase_add_test(tc, stack_groups);
	tcase_add_loop_test(tc, version_labels, 0, COUNT(versions));
	tcase_add_test(tc, words);
	suite_add_tcase(s, tc);
	SRunner *sr = srunner_create(s);
	srunner_set_fork_status(sr, CK_NOFORK); /* dear for so many, under valgrind */
	srunner_run_all(sr, CK_NORMAL);
	int failed = srunner_ntests_failed(sr);
	srunner_free(sr);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
