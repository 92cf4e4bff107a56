/*
 * Reading NFO files into items.
 */
#include "media/nfo.h"

#include <ctype.h>
#include <stdlib.h>
#include <strings.h>

#include "core/alloc.h"
#include "media/nfo_doc.h"
#include "media/nfo_fields.h"
#include "media/nfo_item.h"
#include "media/nfo_maker.h"

#define MAX_WARNINGS 100

static void release_item(struct nfo_item *item)
{
	meta_release(&item->meta);
	streams_release(&item->streams);
	for (size_t i = 0; i < item->nart; i++) {
		free(item->art[i].type);
		free(item->art[i].url);
		free(item->art[i].preview);
	}
	free(item->art);
}

void nfo_release(struct nfo *nfo)
{
	for (size_t i = 0; i < nfo->n; i++)
		release_item(&nfo->item[i]);
	for (size_t i = 0; i < nfo->nwarning; i++)
		free(nfo->warning[i].text);
	free(nfo->item);
	free(nfo->warning);
	free(nfo->url);
	*nfo = (struct nfo){0};
}

struct reading {
	struct nfo *nfo;
	struct nfo_doc doc;
};

static void warn(void *ctx, size_t offset, const char *text)
{
	struct reading *r = ctx;
	struct nfo *nfo = r->nfo;

	if (nfo->nwarning >= MAX_WARNINGS)
		return;
	size_t line = nfo_line(&r->doc, offset);
	for (size_t i = 0; i < nfo->nwarning; i++)
		if (nfo->warning[i].line == line && !strcmp(nfo->warning[i].text, text))
			return;
	ALLOC_GROW(nfo->warning, nfo->nwarning + 1, nfo->awarning);
	nfo->warning[nfo->nwarning++] = (struct nfo_warning){line, xstrdup(text)};
}

static int by_line(const void *a, const void *b)
{
	const struct nfo_warning *x = a, *y = b;

	return x->line < y->line ? -1 : x->line > y->line;
}

static struct nfo_item *add_item(struct nfo *nfo, enum nfo_root root, size_t line)
{
	ALLOC_GROW(nfo->item, nfo->n + 1, nfo->aitem);
	nfo->item[nfo->n] = (struct nfo_item){.root = root, .line = line};
	return &nfo->item[nfo->n++];
}

static void first_url(struct nfo *nfo, const struct nfo_doc *d)
{
	struct strbuf url = STRBUF_INIT;

	if (d->nurl == 0)
		return;
	nfo_text_decode(&d->text, d->xml.s + d->url[0].start, d->url[0].end - d->url[0].start, &url);
	nfo->url = strbuf_detach(&url, NULL);
}

static void read_all(struct reading *r)
{
	struct nfo *nfo = r->nfo;
	struct nfo_doc *d = &r->doc;

	first_url(nfo, d);
	for (size_t i = 0; i < d->nroot; i++) {
		size_t start = d->root[i].e.start;
		struct nfo_item *item = add_item(nfo, d->root[i].kind, nfo_line(d, start));

		item->torn = !d->root[i].e.closed;
		nfo_read_item(d, i, item);
	}
	if (d->text.charset == NFO_UNSURE)
		warn(r, 0, "the text is not in the charset that it declares");
	if (d->text.charset == NFO_UTF16LE || d->text.charset == NFO_UTF16BE)
		warn(r, 0, "UTF-16: Kodi does not read it");
	if (d->nroot == 0 && d->nurl > 0)
		add_item(nfo, NFO_URL, nfo_line(d, d->url[0].start));
	else if (d->nroot == 0)
		add_item(nfo, NFO_OTHER, 1);
	if (d->nroot == 0 && d->nurl == 0)
		warn(r, 0, d->stray ? "neither an item nor an address" : "empty");
	else if (d->stray)
		warn(r, d->nroot ? d->root[d->nroot - 1].e.end : 0, "text outside the XML");
	nfo_read_urls(d, &nfo->item[0].meta);
	nfo->maker = nfo_find_maker(d);
}

int nfo_read(struct nfo *nfo, const char *bytes, size_t len, struct error *err)
{
	struct reading r = {.nfo = nfo};

	nfo_release(nfo);
	if (len > NFO_MAX_SIZE)
		return error_set(err, ERR_TOO_LONG, "an NFO over %d MiB is not read", NFO_MAX_SIZE >> 20);
	nfo_doc_open(&r.doc, bytes, len, warn, &r);
	read_all(&r);
	if (nfo->nwarning > 0)
		qsort(nfo->warning, nfo->nwarning, sizeof(*nfo->warning), by_line);
	nfo_doc_release(&r.doc);
	return 0;
}

static bool starts(const char *s, const char *end, const char *with)
{
	return (size_t)(end - s) >= strlen(with) && !strncasecmp(s, with, strlen(with));
}

/* The run of characters of a kind at 's', as an id. */
static bool add_run(struct meta *m, const char *type, const char *s, const char *end, const char *prefix)
{
	struct strbuf id = STRBUF_INIT;
	size_t digits = 0;

	strbuf_addstr(&id, prefix);
	for (; s < end && isdigit((unsigned char)*s) && digits < 12; s++, digits++)
		strbuf_addch(&id, *s);
	if (digits > 0)
		meta_add_id(m, type, id.buf, false);
	strbuf_release(&id);
	return digits > 0;
}

bool nfo_url_ids(struct meta *m, const char *url, size_t len)
{
	static const struct {
		const char *host, *before, *type, *prefix;
	} known[] = {
		{"imdb.com", "/title/tt", "imdb", "tt"},
		{"themoviedb.org", "/movie/", "tmdb", ""},
		{"themoviedb.org", "/tv/", "tmdb", ""},
		{"thetvdb.com", "/dereferrer/series/", "tvdb", ""},
		{"thetvdb.com", "/series/", "tvdb", ""},
		{"thetvdb.com", "tab=series&id=", "tvdb", ""},
		{"tvmaze.com", "/shows/", "tvmaze", ""},
	};
	const char *end = url + len, *host = memmem(url, len, "://", 3), *path;

	if (!host)
		return false;
	for (host += 3; starts(host, end, "www.") || starts(host, end, "m."); host = strchr(host, '.') + 1)
		;
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
		if (!starts(host, end, known[i].host))
			continue;
		path = memmem(host, (size_t)(end - host), known[i].before, strlen(known[i].before));
		if (path && add_run(m, known[i].type, path + strlen(known[i].before), end, known[i].prefix))
			return true;
	}
	return false;
}
