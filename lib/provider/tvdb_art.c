/*
 * Pictures of TVDB; see tvdb.h. Its "score" is kept as the number of votes, without an average: it orders
 * pictures of TVDB and says nothing beside those of others.
 */
#include <string.h>

#include "media/artname.h"
#include "provider/tvdb.h"

/* Its types of pictures that we have a kind for. */
static const struct type {
	int number;
	enum entity entity;
	const char *kind;
} types[] = {
	{1, ENTITY_SERIES, ART_BANNER},
	{2, ENTITY_SERIES, ART_POSTER},
	{3, ENTITY_SERIES, ART_FANART},
	{5, ENTITY_SERIES, ART_SQUARE},
	{22, ENTITY_SERIES, ART_CLEARART},
	{23, ENTITY_SERIES, ART_CLEARLOGO},
	{6, ENTITY_SEASON, ART_BANNER},
	{7, ENTITY_SEASON, ART_POSTER},
	{8, ENTITY_SEASON, ART_FANART},
	{10, ENTITY_SEASON, ART_SQUARE},
	{11, ENTITY_EPISODE, ART_THUMB},
	{12, ENTITY_EPISODE, ART_THUMB},
	{14, ENTITY_MOVIE, ART_POSTER},
	{15, ENTITY_MOVIE, ART_FANART},
	{16, ENTITY_MOVIE, ART_BANNER},
	{18, ENTITY_MOVIE, ART_SQUARE},
	{24, ENTITY_MOVIE, ART_CLEARART},
	{25, ENTITY_MOVIE, ART_CLEARLOGO},
};

static const char *kind_of(const cJSON *json, const char *key, enum entity entity)
{
	int64_t number;

	for (size_t i = 0; loose_int(json, key, &number) && i < sizeof(types) / sizeof(types[0]); i++)
		if (types[i].number == number && types[i].entity == entity)
			return types[i].kind;
	return NULL;
}

static void add_artwork(struct answer *out, const char *kind, const cJSON *json)
{
	struct strbuf url = STRBUF_INIT, preview = STRBUF_INIT;
	struct picture p = {.kind = (char *)kind, .vote_average = -1, .vote_count = -1};
	char id[LOOSE_ID];

	if (fill_url(&url, loose_text(json, "image"), TVDB_ARTWORKS)) {
		p.url = url.buf;
		if (fill_url(&preview, loose_text(json, "thumbnail"), TVDB_ARTWORKS))
			p.preview_url = preview.buf;
		p.language = (char *)tvdb_language(loose_text(json, "language"));
		p.provider_key = (char *)loose_id(json, "id", id);
		p.width = fill_length(json, "width");
		p.height = fill_length(json, "height");
		loose_int(json, "score", &p.vote_count);
		picture_add(&out->pictures, &p);
		if (!strcmp(kind, ART_POSTER) && !p.language && !loose_true(json, "includesText")) {
			p.kind = (char *)ART_KEYART;
			picture_add(&out->pictures, &p);
		}
	}
	strbuf_release(&url);
	strbuf_release(&preview);
}

void tvdb_read_artworks(struct answer *out, const cJSON *list, enum entity type, const char *season_id)
{
	char id[LOOSE_ID];
	const cJSON *json;

	cJSON_ArrayForEach (json, list) {
		const char *kind = kind_of(json, "type", type);

		if (kind && (!season_id || (loose_id(json, "seasonId", id) && !strcmp(id, season_id))))
			add_artwork(out, kind, json);
	}
}

void tvdb_read_image(struct answer *out, const cJSON *json, enum entity type)
{
	const char *kind = kind_of(json, "imageType", type);
	struct picture p = {.vote_average = -1, .vote_count = -1};
	struct strbuf url = STRBUF_INIT;

	if (!kind)
		kind = type == ENTITY_EPISODE ? ART_THUMB : ART_POSTER;
	if (fill_url(&url, loose_text(json, "image"), TVDB_ARTWORKS)) {
		p.kind = (char *)kind;
		p.url = url.buf;
		picture_add(&out->pictures, &p);
	}
	strbuf_release(&url);
}
