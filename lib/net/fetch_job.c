/* One question, from its start to its answer; see fetch_parts.h. */
#include <stdlib.h>
#include <string.h>

#include "core/alloc.h"
#include "net/fetch_parts.h"

void job_list_init(struct job_list *list)
{
	list->first = NULL;
	list->last = &list->first;
}

void job_list_add(struct job_list *list, struct job *j)
{
	j->next = NULL;
	*list->last = j;
	list->last = &j->next;
}

void job_list_take(struct job_list *list, struct job *j)
{
	struct job **at = &list->first;

	while (*at != j)
		at = &(*at)->next;
	*at = j->next;
	if (!j->next)
		list->last = at;
}

static char **copy_headers(const char *const *headers)
{
	char **copy;
	size_t n;

	for (n = 0; headers && headers[n]; n++)
		;
	copy = xcalloc(n + 1, sizeof(*copy));
	while (n--)
		copy[n] = xstrdup(headers[n]);
	return copy;
}

static void free_secret(char *s)
{
	if (s)
		explicit_bzero(s, strlen(s));
	free(s);
}

void job_free(struct job *j)
{
	size_t i;

	for (i = 0; j->headers[i]; i++)
		free_secret(j->headers[i]);
	free(j->headers);
	free(j->url);
	free_secret(j->secret);
	free_secret(j->json);
	reply_release(&j->kept);
	fetch_answer_release(&j->answer);
	free(j);
}

void fetch_answer_release(struct fetch_answer *a)
{
	strbuf_release(&a->body);
	error_release(&a->err);
	a->status = 0;
}

void jobs_free(struct job_list *list)
{
	struct job *j, *next;

	for (j = list->first; j; j = next) {
		next = j->next;
		job_free(j);
	}
}

struct job *job_new(struct site *site, const struct fetch_want *want, void *tag)
{
	struct job *j = xcalloc(1, sizeof(*j));
	struct strbuf url = STRBUF_INIT;

	j->site = site;
	j->tag = tag;
	strbuf_addf(&url, "%s/%s", want->site->base, want->path);
	j->url = strbuf_detach(&url, NULL);
	j->secret = xstrdup_or_null(want->secret);
	j->json = xstrdup_or_null(want->json);
	j->headers = copy_headers(want->headers);
	j->unkept = want->unkept;
	j->once = want->once;
	j->expires = want->expires;
	strbuf_init(&j->kept.body);
	strbuf_init(&j->kept.packed);
	strbuf_init(&j->answer.body);
	strbuf_init(&j->answer.err.msg);
	return j;
}

void job_use_kept(struct job *j)
{
	j->answer.status = j->kept.status;
	strbuf_addbuf(&j->answer.body, &j->kept.body);
}
