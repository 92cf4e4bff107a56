/* Libraries for people and for programs; see library.h. */
#include <inttypes.h>

#include "core/json.h"
#include "core/record.h"
#include "core/table.h"
#include "store/library.h"
#include "store/list.h"

static void add_row(struct table *t, const struct library *lib, int64_t items)
{
	struct strbuf count = STRBUF_INIT;

	strbuf_addf(&count, "%" PRId64, items);
	table_add(t, lib->name);
	table_add(t, library_type_name(lib->type));
	table_add(t, naming_name(library_names(lib)));
	table_add(t, count.buf);
	table_add(t, lib->last_scanned_at ? lib->last_scanned_at : "never");
	table_add(t, lib->path);
	strbuf_release(&count);
}

enum entity library_counts(const struct library *lib)
{
	return lib->type == LIBRARY_TVSHOWS ? ENTITY_EPISODE : ENTITY_MOVIE;
}

int library_table(struct db *db, const struct library_list *list, struct strbuf *out, struct error *err)
{
	static const char *const heads[] = {"NAME", "KIND", "NAMES", "ITEMS", "SCANNED", "PATH", NULL};
	struct table *t = table_new(heads);
	struct list_sum sum;
	size_t i;
	int rc = 0;

	table_align(t, 3, TABLE_RIGHT);
	for (i = 0; i < list->n && !rc; i++) {
		const struct library *lib = &list->item[i];

		rc = list_summary(db, library_counts(lib), lib->id, &sum, err);
		if (!rc)
			add_row(t, lib, sum.items);
	}
	if (!rc)
		table_format(t, 0, out);
	table_free(t);
	return rc;
}

void library_record(const struct library *lib, struct record *r)
{
	struct strbuf values = STRBUF_INIT;
	struct jsonw w;
	size_t i;

	jsonw_init(&w, &values);
	jsonw_object(&w);
	for (i = 0; i < lib->nsetting; i++)
		jsonw_kstr(&w, lib->setting[i].name, lib->setting[i].value);
	jsonw_end(&w);
	record_set_str(r, "library", lib->name);
	if (lib->id)
		record_set_int(r, "library_id", lib->id);
	record_set_str(r, "library_type", library_type_name(lib->type));
	record_set_str(r, "path", lib->path);
	record_set_bool(r, "enabled", lib->enabled);
	record_set_raw(r, "settings", values.buf, values.len);
	record_set_str(r, "fs_type", lib->fs_type);
	record_set_str(r, "last_scanned_at", lib->last_scanned_at);
	strbuf_release(&values);
}
