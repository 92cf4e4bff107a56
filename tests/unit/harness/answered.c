/* Looking at answers; see answered.h. */
#include <check.h>
#include <string.h>

#include "answered.h"

const struct wishes *want(struct wanted *w, const char *first, const char *second, const char *country)
{
	memset(w, 0, sizeof(*w));
	w->language[0] = (char *)first;
	w->language[1] = (char *)second;
	w->wishes.languages = (struct meta_names){w->language, second ? 2 : 1, 2};
	memcpy(w->wishes.country, country, strlen(country) + 1);
	w->wishes.tmdb_image_url = "https://image.tmdb.org/t/p";
	return &w->wishes;
}

void field_is(const struct meta *m, enum meta_field f, const char *expected)
{
	struct strbuf text = STRBUF_INIT;

	meta_field_text(m, f, &text);
	ck_assert_msg(!strcmp(text.buf, expected ? expected : ""), "%s is '%s', not '%s'", meta_field_name(f),
		text.buf, expected ? expected : "");
	strbuf_release(&text);
}

size_t pictures_of(const struct answer *answer, const char *kind)
{
	size_t n = 0;

	for (size_t i = 0; i < answer->pictures.n; i++)
		n += !strcmp(answer->pictures.item[i].kind, kind);
	return n;
}

const struct picture *picture_of(const struct answer *answer, const char *kind, size_t nth)
{
	for (size_t i = 0; i < answer->pictures.n; i++)
		if (!strcmp(answer->pictures.item[i].kind, kind) && !nth--)
			return &answer->pictures.item[i];
	ck_abort_msg("there is no %s of that number", kind);
	return NULL;
}

void picture_is(const struct picture *p, const char *url, const char *language, const char *key)
{
	ck_assert_str_eq(p->url, url);
	ck_assert_pstr_eq(p->language, language);
	ck_assert_pstr_eq(p->provider_key, key);
}
