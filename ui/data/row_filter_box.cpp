#include "ui/data/row_filter_box.h"

#include "ui/theme/style_sheet.h"

#include <QBoxLayout>
#include <QComboBox>
#include <QLineEdit>

namespace walkeeper::ui {

namespace {

constexpr std::chrono::milliseconds filterRest(250);

} // namespace

RowFilterBox::RowFilterBox(QWidget* parent)
    : QWidget(parent),
      m_kind(new QComboBox(this)),
      m_text(new QLineEdit(this))
{
    m_kind->addItems({tr("Rows with"), tr("Rows where")});
    m_kind->setAccessibleName(tr("Kind of filter"));
    m_kind->setToolTip(tr("Filter by a text in any column, or by an SQL condition"));
    m_text->setClearButtonEnabled(true);
    m_rest.setSingleShot(true);
    m_rest.setInterval(filterRest);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(space);
    row->addWidget(m_kind);
    row->addWidget(m_text, 1);
    connect(m_kind, &QComboBox::currentIndexChanged, this, &RowFilterBox::showKind);
    connect(&m_rest, &QTimer::timeout, this, &RowFilterBox::apply);
    connect(m_text, &QLineEdit::textChanged, this, [this](const QString& text) {
        // Half of a condition is none.
        if (!isCondition() || text.isEmpty())
            m_rest.start();
    });
    connect(m_text, &QLineEdit::returnPressed, this, [this] {
        apply();
        emit entered();
    });
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    showKind();
}

void RowFilterBox::clear()
{
    const QSignalBlocker quiet(m_text);
    m_text->clear();
    m_rest.stop();
}

bool RowFilterBox::isCondition() const
{
    return m_kind->currentIndex() == static_cast<int>(Kind::Condition);
}

void RowFilterBox::showKind()
{
    m_text->setPlaceholderText(isCondition()
                                   ? tr("An SQL condition, such as height > 100, then Return")
                                   : tr("A text in any column"));
    m_text->setAccessibleName(isCondition() ? tr("SQL condition of the rows")
                                            : tr("Text in the rows"));
    if (!m_text->text().isEmpty())
        m_text->clear();
}

void RowFilterBox::apply()
{
    m_rest.stop();
    const QString text = isCondition() ? m_text->text().trimmed() : m_text->text();
    emit changed(isCondition() ? QString() : text, isCondition() ? text : QString());
}

} // namespace walkeeper::ui
