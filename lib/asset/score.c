/* The score of a picture; see score.h. */
#include <stdio.h>
#include <string.h>

#include "asset/score.h"
#include "media/lang.h"

#define LOCAL "local"
#define ENGLISH "en"

static const char *type_of(const char *kind)
{
	size_t n = strlen(ART_ALL_KIND);

	return strncmp(kind, ART_ALL_KIND, n) == 0 ? kind + n : kind;
}

bool score_has_text(const char *kind)
{
	static const char *const with[] = {
		ART_POSTER, ART_BANNER, ART_CLEARLOGO, ART_CLEARART, ART_DISCART, ART_LANDSCAPE};
	size_t i;

	for (i = 0; i < sizeof(with) / sizeof(with[0]); i++)
		if (!strcmp(type_of(kind), with[i]))
			return true;
	return false;
}

/* Pixels. */
static int64_t ideal_width(const char *kind)
{
	static const struct {
		const char *type;
		int64_t width;
	} ideal[] = {{ART_POSTER, 2000}, {ART_KEYART, 2000}, {ART_FANART, 3840}, {ART_BANNER, 1000},
		{ART_CLEARLOGO, 800}, {ART_CLEARART, 1000}, {ART_DISCART, 1000}, {ART_LANDSCAPE, 1920},
		{ART_THUMB, 1920}};
	size_t i;

	for (i = 0; i < sizeof(ideal) / sizeof(ideal[0]); i++)
		if (!strcmp(type_of(kind), ideal[i].type))
			return ideal[i].width;
	return 1000;
}

int64_t score_width(const struct candidate *c)
{
	static const struct {
		const char *provider, *type;
		int64_t width;
	} usual[] = {{"fanart.tv", ART_POSTER, 1000}, {"fanart.tv", ART_KEYART, 1000},
		{"fanart.tv", ART_FANART, 1920}, {"fanart.tv", ART_BANNER, 1000},
		{"fanart.tv", ART_CLEARLOGO, 800}, {"fanart.tv", ART_CLEARART, 1000},
		{"fanart.tv", ART_DISCART, 1000}, {"fanart.tv", ART_LANDSCAPE, 1000},
		{"fanart.tv", ART_CHARACTERART, 512}, {"tvdb", ART_POSTER, 680}, {"tvdb", ART_FANART, 1920},
		{"tvdb", ART_BANNER, 758}, {"tvdb", ART_CLEARLOGO, 800}, {"tvdb", ART_CLEARART, 1000},
		{"tmdb", ART_POSTER, 2000}, {"tmdb", ART_KEYART, 2000}, {"tmdb", ART_FANART, 1920},
		{"tmdb", ART_LANDSCAPE, 1920}, {"tmdb", ART_THUMB, 1920}};
	size_t i;

	if (c->width > 0)
		return c->width;
	for (i = 0; i < sizeof(usual) / sizeof(usual[0]); i++)
		if (!strcmp(c->provider, usual[i].provider) && !strcmp(type_of(c->asset_type), usual[i].type))
			return usual[i].width;
	return 0;
}

static double resolution(const struct candidate *c)
{
	double part = (double)score_width(c) / (double)ideal_width(c->asset_type) * 100;

	return part > 100 ? 100 : part;
}

static double votes(const struct candidate *c)
{
	double likes = (double)c->vote_count;

	if (c->vote_count <= 0 || !strcmp(c->provider, "tvdb"))
		return 50;
	if (c->vote_average >= 0)
		return c->vote_average > 10 ? 100 : c->vote_average / 10 * 100;
	return !strcmp(c->provider, "fanart.tv") ? 50 + 50 * likes / (likes + 10) : 50;
}

/* "00" is fanart.tv's word for no text. */
static bool is_none(const char *language)
{
	return !language || !*language || !strcmp(language, "00") || !lang_code(language);
}

static bool same_language(const char *a, const char *b)
{
	char code[4] = "";
	const char *one = lang_code(a), *other;

	if (one)
		snprintf(code, sizeof(code), "%s", one);
	other = lang_code(b);
	return *code && other && !strcmp(code, other);
}

/* Where it is in the list; its length when it is not. */
static size_t place_of(const char *language, const struct meta_names *languages)
{
	size_t i;

	for (i = 0; i < languages->n; i++)
		if (same_language(language, languages->item[i]))
			break;
	return i;
}

static double language_part(const struct candidate *c, const struct meta_names *languages)
{
	bool none = is_none(c->language);
	size_t place = none ? languages->n : place_of(c->language, languages);

	if (!score_has_text(c->asset_type))
		return none ? 100 : place == 0 && languages->n ? 75 : 50;
	if (none)
		return 25;
	if (place < languages->n)
		return place ? 75 : 100;
	return same_language(c->language, ENGLISH) ? 50 : 0;
}

/* The preferred ones in their order, English, none, the rest; or none before all. */
static int rank_of(const struct candidate *c, const struct art_rule *rule, const struct meta_names *languages)
{
	int n = (int)languages->n;
	size_t place;

	if (!rule->language_rank || !score_has_text(c->asset_type))
		return SCORE_NO_RANK;
	if (is_none(c->language))
		return rule->text_none ? 0 : n + 1;
	place = place_of(c->language, languages);
	if (place == languages->n && !same_language(c->language, ENGLISH))
		return n + 2;
	return (int)place + rule->text_none;
}

/* Its place among providers: 0 for what is in the library, 1 and on in the list, then those that are not. */
static size_t provider_place(const struct candidate *c, const struct art_rule *rule)
{
	size_t i;

	if (!strcmp(c->provider, LOCAL))
		return 0;
	for (i = 0; i < rule->providers.n; i++)
		if (!strcmp(rule->providers.item[i], c->provider))
			break;
	return i + 1;
}

static double provider_part(const struct candidate *c, const struct art_rule *rule)
{
	static const double parts[] = {100, 100, 80, 60, 40, 20};
	size_t place = provider_place(c, rule);

	return place < sizeof(parts) / sizeof(parts[0]) && place <= rule->providers.n ? parts[place] : 0;
}

void score_of(const struct candidate *c, const struct art_rule *rule, const struct meta_names *languages,
	struct score *out)
{
	const double parts[PART_COUNT] = {[PART_RESOLUTION] = resolution(c),
		[PART_VOTES] = votes(c),
		[PART_LANGUAGE] = language_part(c, languages),
		[PART_PROVIDER] = provider_part(c, rule)};
	int i;

	out->total = 0;
	for (i = 0; i < PART_COUNT; i++) {
		out->points[i] = parts[i] * rule->weight[i];
		out->total += out->points[i];
	}
	out->rank = rank_of(c, rule, languages);
}

static const char *text(const char *s)
{
	return s ? s : "";
}

static int compare_address(const struct candidate *a, const struct candidate *b)
{
	int c = strcmp(text(a->provider_url), text(b->provider_url));

	if (!c)
		c = strcmp(text(a->local_path), text(b->local_path));
	return c ? c : strcmp(text(a->content_hash), text(b->content_hash));
}

/* More is better. */
#define MORE(a, b) (((a) < (b)) - ((a) > (b)))

int score_compare(const struct candidate *a, const struct score *sa, const struct candidate *b,
	const struct score *sb, const struct art_rule *rule, enum decided *by)
{
	const int order[] = {
		[DECIDED_LANGUAGE] = -MORE(sa->rank, sb->rank),
		[DECIDED_SCORE] = MORE(sa->total, sb->total),
		[DECIDED_SIZE] = MORE(a->width * a->height, b->width * b->height),
		[DECIDED_VOTES] = MORE(a->vote_count, b->vote_count),
		[DECIDED_PROVIDER] = -MORE(provider_place(a, rule), provider_place(b, rule)),
		[DECIDED_ADDRESS] = compare_address(a, b),
	};
	size_t i;

	for (i = 0; i < sizeof(order) / sizeof(order[0]) && !order[i]; i++)
		;
	if (by)
		*by = (enum decided)i;
	return i < sizeof(order) / sizeof(order[0]) ? order[i] : 0;
}
