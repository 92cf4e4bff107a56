/* Parts of answers; see fill.h. */
#include <stdlib.h>
#include <string.h>

#include "media/artname.h"
#include "net/address.h"
#include "provider/fill.h"

#define DIGITS "0123456789"
#define LETTERS "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"

/* What stands behind "http://" or "https://"; NULL: it begins with neither. */
static const char *behind_scheme(const char *url)
{
	if (!strncmp(url, "https://", 8))
		return url + 8;
	return !strncmp(url, "http://", 7) ? url + 7 : NULL;
}

bool fill_url(struct strbuf *out, const char *url, const char *base)
{
	struct strbuf tidy = STRBUF_INIT;
	const char *rest;

	strbuf_clear(out);
	address_tidy(&tidy, url ? url : "");
	rest = behind_scheme(tidy.buf);
	if (rest && *rest)
		strbuf_addf(out, "https://%s", rest);
	else if (tidy.len && base && !rest && !strstr(tidy.buf, "://"))
		strbuf_addf(out, "%s%s%s", base, *tidy.buf == '/' ? "" : "/", tidy.buf);
	strbuf_release(&tidy);
	return out->len > 0;
}

void fill_actor(struct answer *out, const char *name, const char *role, const char *url)
{
	const struct meta_people *actors = &out->meta.actors;
	struct strbuf file = STRBUF_INIT, kind = STRBUF_INIT;
	struct meta_person p = {(char *)name, (char *)role, (char *)url, NULL, (int)actors->n};
	struct picture picture = {.url = (char *)url, .vote_average = -1, .vote_count = -1};
	size_t had = actors->n;

	if (!name || had >= FILL_CAST_MAX)
		return;
	meta_add_person(&out->meta, MF_ACTORS, &p);
	if (url && actors->n > had && had < FILL_FACES_MAX &&
		!artname_actor(&file, actors->item[had].name, "jpg")) {
		artname_kind(&(struct artname){.actor = true}, file.buf, &kind);
		picture.kind = kind.buf;
		picture_add(&out->pictures, &picture);
	}
	strbuf_release(&file);
	strbuf_release(&kind);
}

void fill_person(struct meta *m, enum meta_field f, const char *name)
{
	struct meta_person p = {.name = (char *)name, .order = -1};

	if (name)
		meta_add_person(m, f, &p);
}

bool fill_trailer(struct meta *m, const char *url)
{
	static const char *const forms[] = {"youtube.com/watch?v=", "youtube.com/embed/", "youtu.be/"};
	struct strbuf address = STRBUF_INIT;
	const char *id = NULL;
	size_t len;

	for (size_t i = 0; url && !id && i < sizeof(forms) / sizeof(forms[0]); i++) {
		id = strstr(url, forms[i]);
		id = id ? id + strlen(forms[i]) : NULL;
	}
	len = id ? strspn(id, LETTERS DIGITS "-_") : 0;
	if (len == 0)
		return false;
	strbuf_addf(&address, "plugin://plugin.video.youtube/play/?video_id=%.*s", (int)len, id);
	meta_set(m, MF_TRAILER_URL, address.buf, NULL);
	strbuf_release(&address);
	return true;
}

void fill_encode(struct strbuf *path, const char *text)
{
	for (; *text; text++)
		if (strchr(LETTERS DIGITS "-_.~", *text))
			strbuf_addch(path, *text);
		else
			strbuf_addf(path, "%%%02X", (unsigned)(unsigned char)*text);
}

const char *fill_number(const struct meta *m, const char *type)
{
	const char *id = m ? meta_id(m, type) : NULL;

	return id && *id >= '1' && *id <= '9' && !id[strspn(id, DIGITS)] ? id : NULL;
}

const char *fill_imdb(const char *text)
{
	size_t digits = text && !strncmp(text, "tt", 2) ? strspn(text + 2, DIGITS) : 0;

	return digits > 0 && !text[2 + digits] ? text : NULL;
}

int fill_year(const char *date)
{
	return date && strspn(date, DIGITS) == 4 ? (int)strtol(date, NULL, 10) : 0;
}

void fill_year_of_premiere(struct meta *m)
{
	const char *premiered = meta_get(m, MF_PREMIERED);
	struct strbuf year = STRBUF_INIT;

	if (meta_has(m, MF_YEAR) || !premiered)
		return;
	strbuf_add(&year, premiered, 4);
	meta_set(m, MF_YEAR, year.buf, NULL);
	strbuf_release(&year);
}

int64_t fill_length(const cJSON *json, const char *key)
{
	int64_t v;

	return loose_int(json, key, &v) && v > 0 && v < 100000 ? v : 0;
}
