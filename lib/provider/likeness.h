/* How far two titles agree. */
#ifndef PROVIDER_LIKENESS_H
#define PROVIDER_LIKENESS_H

#include "core/strbuf.h"

/* A title as it is compared. */
struct form {
	struct strbuf text;    /* words, one space between them */
	struct strbuf numbers; /* those of them that are numbers */
	struct strbuf head;    /* words in front of a subtitle; empty: there is none */
};
#define FORM_INIT                                                                                            \
	{                                                                                                    \
		STRBUF_INIT, STRBUF_INIT, STRBUF_INIT                                                        \
	}

/* 'f' was FORM_INIT. */
void form_make(struct form *f, const char *title);
void form_release(struct form *f);

/*
 * 0 to 1. 1: the same but for capitals, accents, punctuation, article, "and" and roman numbers. Over 0.85:
 * the same with a slip of the pen, with words written apart, or one has a subtitle that the other leaves out.
 * A number more, or another one, is at most 0.5: another film.
 */
double form_likeness(const struct form *a, const struct form *b);

#endif
