#include "ui/restore/restore_command.h"

#include "ui/text/conversion.h"

#include <QRegularExpression>
#include <QStringList>

namespace walkeeper::ui {

using namespace Qt::StringLiterals;

namespace {

/// Flags for the wanted state.
struct TargetFlags {
    QStringList operator()(const RestoreTarget::Latest&) const { return {}; }
    QStringList operator()(const RestoreTarget::AtTime& at) const
    {
        return {u"-timestamp"_s, toQt(formatTimestampExact(at.time))};
    }
    QStringList operator()(const RestoreTarget::AtIndex& at) const
    {
        return {u"-index"_s, u"%1"_s.arg(quint64{at.index}, 8, 16, QChar(u'0'))};
    }
    QStringList operator()(const RestoreTarget::AtPosition& at) const
    {
        return {u"-position"_s, toQt(at.position.text())};
    }
};

QString nameOf(IntegrityCheck check)
{
    switch (check) {
    case IntegrityCheck::None: return u"none"_s;
    case IntegrityCheck::Quick: return u"quick"_s;
    case IntegrityCheck::Full: return u"full"_s;
    }
    return {};
}

/// A folder by its path: a percent sign in it then means itself.
QString sourceOf(const StoreUrl& url)
{
    return toQt(url.scheme == "file" ? url.path : url.shown());
}

} // namespace

QString restoreCommand(const RestoreRequest& request, bool isInPlace)
{
    QStringList words{u"walkeeper-cli"_s, u"restore"_s};
    if (isInPlace)
        words << u"-in-place"_s;
    words << u"-o"_s << pathToQt(request.output);
    // A position names its generation.
    if (request.target.generation &&
        !std::holds_alternative<RestoreTarget::AtPosition>(request.target.what))
        words << u"-generation"_s << toQt(request.target.generation->text());
    words << std::visit(TargetFlags(), request.target.what);
    if (request.onBroken == BrokenChain::NewestReachable)
        words << u"-newest-reachable"_s;
    if (request.check != IntegrityCheck::None)
        words << u"-integrity-check"_s << nameOf(request.check);
    words << sourceOf(request.source);
    for (QString& word : words)
        word = shellQuoted(word);
    return words.join(u' ');
}

QString shellQuoted(const QString& word)
{
    static const QRegularExpression plain(u"^[A-Za-z0-9_./:=@%+,-]+$"_s);
    if (plain.match(word).hasMatch())
        return word;
    QString inside = word;
    return u'\'' + inside.replace(u'\'', uR"('\'')"_s) + u'\'';
}

} // namespace walkeeper::ui
