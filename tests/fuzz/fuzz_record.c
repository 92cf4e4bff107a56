/*
 * Any bytes as a record. What is taken can be read, changed and printed; what was printed is taken again and
 * printed the same, is one line, and is JSON for cJSON, too, whose tree is that of jsontree.h.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "core/jsontree.h"
#include "core/record.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool same_text(const char *a, const char *b)
{
	return a && b ? !strcmp(a, b) : a == b;
}

static bool same_tree(const cJSON *a, const cJSON *b)
{
	if (a->type != b->type || a->valuedouble != b->valuedouble || !same_text(a->string, b->string) ||
		!same_text(a->valuestring, b->valuestring))
		return false;
	for (a = a->child, b = b->child; a && b; a = a->next, b = b->next)
		if (!same_tree(a, b))
			return false;
	return a == b;
}

static void check_tree(const struct strbuf *line)
{
	struct error err = ERROR_INIT;
	cJSON *tree = json_parse(line->buf, line->len, &err);
	struct json_tree *ours = json_tree_new(line->buf, line->len, line->len, &err);

	if (!tree && !strstr(err.msg.buf, "63 characters"))
		abort();
	if (!ours || (tree && !same_tree(tree, json_tree_root(ours))))
		abort();
	json_tree_free(ours);
	cJSON_Delete(tree);
	error_release(&err);
}

static void check_again(struct record *r, const struct strbuf *line)
{
	struct strbuf again = STRBUF_INIT;

	if (memchr(line->buf, '\n', line->len) || !utf8_valid(line->buf, line->len))
		abort();
	/* It may have grown over the limit. */
	if (line->len <= JSON_MAX_LINE && record_parse(r, line->buf, line->len, NULL))
		abort();
	record_format(r, &again);
	if (line->len <= JSON_MAX_LINE && strcmp(again.buf, line->buf) != 0)
		abort();
	strbuf_release(&again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct record *r = record_new();
	struct strbuf line = STRBUF_INIT;
	struct error err = ERROR_INIT;
	int64_t n;

	if (record_parse(r, (const char *)data, size, &err) == 0) {
		record_str(r, "type");
		record_int(r, "id", &n);
		record_error(r, &err);
		record_set_str(r, "type", record_str(r, "id"));
		record_set_int(r, "seen", 1);
		record_remove(r, "id");
		record_format(r, &line);
		check_again(r, &line);
		check_tree(&line);
	}
	record_free(r);
	strbuf_release(&line);
	error_release(&err);
	return 0;
}
