package dev.inkling.sql;

import dev.inkling.operator.AnswerSchema;
import dev.inkling.operator.Column;
import dev.inkling.operator.FileOutput;
import dev.inkling.operator.Query;
import dev.inkling.operator.Schema;
import dev.inkling.operator.Type;
import java.util.ArrayList;
import java.util.List;

/** Answers that go to a table. */
final class Insert {

  private Insert() {}

  /**
   * The query with a table as its destination. If the table has columns, they are the answer's, in
   * their order, by whatever names the query calls them.
   *
   * @param input the columns that the query reads
   */
  static Query into(TableStatement table, Query query, Schema input) {
    FileOutput output = TableOptions.toWrite(table);
    List<Column> columns = table.columns();
    Query named = query;
    if (!columns.isEmpty()) {
      Schema answer = AnswerSchema.of(query, input).selected();
      List<Query.Selected> selected = new ArrayList<>();
      for (int i = 0; i < columns.size() && i < query.select().size(); i++) {
        Query.Selected column = query.select().get(i);
        Type type = answer.column(i).type();
        if (type != columns.get(i).type()) {
          throw table
              .text()
              .error(
                  table.at(),
                  "column "
                      + columns.get(i).name()
                      + " of table "
                      + table.name()
                      + " is "
                      + columns.get(i).type()
                      + ", but "
                      + column.name()
                      + " of the query is "
                      + type);
        }
        selected.add(new Query.Selected(columns.get(i).name(), column.value(), column.bars()));
      }
      if (columns.size() != query.select().size()) {
        throw table
            .text()
            .error(
                table.at(),
                "table "
                    + table.name()
                    + " has "
                    + columns.size()
                    + " columns, but the query selects "
                    + query.select().size());
      }
      named = query.select(selected);
    }
    return named.to(output);
  }
}
