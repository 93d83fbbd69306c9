#pragma once

#include <QJsonObject>
#include <QString>
#include <QStringList>

#include <vector>

namespace walkeeper::ui {

/// What was found out about a replica, to be kept and passed on.
struct Report {
    struct Fact {
        QString label;
        QString value;
    };
    struct Table {
        QString title;
        QStringList header;
        std::vector<QStringList> rows;
        QString empty; ///< what is said if there are none
    };

    QString title;
    QString verdict; ///< one sentence
    bool passed = false;
    std::vector<Fact> facts;
    std::vector<Table> tables;
    QJsonObject json; ///< the same for programs; names as the command line has them
};

enum class ReportFormat { Text, Json, Pdf };

/// By the name's end; text if it says nothing.
ReportFormat formatOf(const QString& path);

// Pure. Any thread.

/// In UTF-8, columns side by side. Lines are broken at 100 characters where words allow it.
QByteArray textOf(const Report& report);
QByteArray jsonOf(const Report& report);
/// What a PDF is made of. Long tables are cut, and that is said.
QString htmlOf(const Report& report);
/// A4. Long tables are cut, and that is said: the other formats have all of it.
QByteArray pdfOf(const Report& report);
QByteArray writtenAs(ReportFormat format, const Report& report);

} // namespace walkeeper::ui
