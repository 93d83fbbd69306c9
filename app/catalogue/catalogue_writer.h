#pragma once

#include "app/catalogue/catalogue_file.h"

#include <QObject>
#include <QTimer>

#include <deque>
#include <functional>
#include <memory>

namespace walkeeper::app {

/// Keeps what the catalogue is given, in order; what cannot be kept now is tried again later.
/// Lives in the catalogue's thread; StoredCatalogue is its only user.
class CatalogueWriter final : public QObject
{
    Q_OBJECT

public:
    using Write = std::function<Result<void>(CatalogueFile&)>;

    explicit CatalogueWriter(QString path);

    void load();
    void add(Write write);
    /// Tries once more and closes the file.
    void close();

signals:
    void remembered(walkeeper::ui::RememberedValues values);
    void troubled(walkeeper::ui::CatalogueTrouble trouble);

private:
    Result<void> open();
    void writeWaiting();
    void tell(const Error& error);
    void sayTroubles();

    const QString m_path;
    std::unique_ptr<CatalogueFile> m_file; ///< made in the thread that uses it
    std::deque<Write> m_waiting;
    QTimer* m_again;           ///< a child, so that it moves too
    bool m_isReadOnly = false; ///< made by a newer version, or there is none: nothing is kept
    bool m_hasSaid = false;    ///< that it is not kept
};

} // namespace walkeeper::app
