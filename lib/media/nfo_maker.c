/*
 * Which program wrote an NFO.
 */
#include "media/nfo_maker.h"

static const char *const makers[] = {
	[NFO_BY_KODI] = "kodi",
	[NFO_BY_RADARR] = "radarr",
	[NFO_BY_SONARR] = "sonarr",
	[NFO_BY_JELLYFIN] = "jellyfin",
	[NFO_BY_TINYMEDIAMANAGER] = "tinymediamanager",
	[NFO_BY_MEDIAELCH] = "mediaelch",
};

const char *nfo_maker_name(enum nfo_maker maker)
{
	return makers[maker];
}

/* Whether the text stands before the first item. */
static bool above(const struct nfo_doc *d, const char *text)
{
	return memmem(d->xml.s, d->root[0].e.start, text, strlen(text)) != NULL;
}

static bool has(struct nfo_doc *d, const char *name)
{
	struct nfo_elem e;

	return nfo_child(&d->xml, &d->root[0].e, name, &e);
}

/* Whether the first children have these names, separated by blanks. */
static bool begins_with(struct nfo_doc *d, const char *names)
{
	size_t pos = d->root[0].e.open_end;
	struct nfo_elem e;

	while (*names && nfo_next(&d->xml, &pos, d->root[0].e.content_end, &e)) {
		size_t n = strcspn(names, " ");
		if (e.name_len != n || memcmp(d->xml.s + e.start + 1, names, n) != 0)
			return false;
		names += n + (names[n] == ' ');
	}
	return !*names;
}

static bool has_id_of(struct nfo_doc *d, const char *type)
{
	struct strbuf v = STRBUF_INIT;
	bool found = false;
	struct nfo_elem e;

	for (size_t pos = d->root[0].e.open_end;
		!found && nfo_next(&d->xml, &pos, d->root[0].e.content_end, &e);)
		found = nfo_is(&d->xml, &e, "uniqueid") && nfo_attr_value(d, &e, "type", &v) &&
			!strcmp(v.buf, type);
	strbuf_release(&v);
	return found;
}

static bool by_mediaelch(struct nfo_doc *d)
{
	struct strbuf v = STRBUF_INIT;
	struct nfo_elem generator, name;
	bool found = above(d, "<episodes>") || has_id_of(d, "mediaelch_fallback");

	if (nfo_child(&d->xml, &d->root[0].e, "generator", &generator) &&
		nfo_child(&d->xml, &generator, "appname", &name) && nfo_elem_value(d, &name, &v))
		found |= !strcmp(v.buf, "MediaElch");
	strbuf_release(&v);
	return found;
}

static bool by_sonarr(struct nfo_doc *d)
{
	if (has_id_of(d, "sonarr"))
		return true;
	if (above(d, "<?xml"))
		return false;
	return d->root[0].kind == NFO_TVSHOW
		       ? begins_with(d, "title rating plot episodeguide")
		       : begins_with(d, "title season episode aired") && has(d, "watched");
}

enum nfo_maker nfo_find_maker(struct nfo_doc *d)
{
	if (d->nroot == 0)
		return NFO_BY_UNKNOWN;
	if (above(d, " - tinyMediaManager "))
		return NFO_BY_TINYMEDIAMANAGER;
	if (by_mediaelch(d))
		return NFO_BY_MEDIAELCH;
	if (above(d, "encoding=\"utf-8\" standalone=\"yes\"?>") && begins_with(d, "plot") &&
		has(d, "lockdata"))
		return NFO_BY_JELLYFIN;
	if (d->root[0].kind == NFO_MOVIE && !above(d, "<?xml") && begins_with(d, "title") &&
		has(d, "watched"))
		return NFO_BY_RADARR;
	if (d->root[0].kind != NFO_MOVIE && by_sonarr(d))
		return NFO_BY_SONARR;
	if (above(d, "standalone=\"yes\" ?>") && begins_with(d, "title") && has(d, "playcount"))
		return NFO_BY_KODI;
	return NFO_BY_UNKNOWN;
}
