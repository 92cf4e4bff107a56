/*
 * Any bytes as an NFO: they are read, and what was read is well formed.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "core/json.h"
#include "media/nfo.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_item(const struct nfo_item *item)
{
	struct strbuf json = STRBUF_INIT;
	struct jsonw w;

	jsonw_init(&w, &json);
	jsonw_object(&w);
	for (int f = 0; f < MF_COUNT; f++) {
		if (f < MF_SCALARS && item->meta.scalar[f]) {
			struct meta again = META_INIT;
			/* It is canonical already. */
			if (meta_set(&again, (enum meta_field)f, item->meta.scalar[f], NULL) != 0 ||
				strcmp(again.scalar[f], item->meta.scalar[f]) != 0)
				abort();
			meta_release(&again);
		}
		jsonw_key(&w, meta_field_name((enum meta_field)f));
		meta_write_json(&item->meta, (enum meta_field)f, &w);
	}
	jsonw_end(&w);
	if (!utf8_valid(json.buf, json.len))
		abort();
	strbuf_release(&json);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct nfo nfo = NFO_INIT;

	if (nfo_read(&nfo, (const char *)data, size, NULL) != 0 || nfo.n == 0)
		abort();
	for (size_t i = 0; i < nfo.n; i++)
		check_item(&nfo.item[i]);
	nfo_release(&nfo);
	return 0;
}
