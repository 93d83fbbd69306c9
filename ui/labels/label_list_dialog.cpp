#include "ui/labels/label_list_dialog.h"

#include "ui/labels/label_dialog.h"
#include "ui/theme/style_sheet.h"
#include "ui/widgets/plain_table.h"
#include "ui/widgets/table_card.h"

#include <QBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QShortcut>

namespace walkeeper::ui {

LabelListDialog::LabelListDialog(Workbench& workbench, const QTimeZone& zone, QWidget* parent)
    : QDialog(parent),
      m_workbench(workbench),
      m_zone(zone),
      m_labels(new LabelListModel(workbench.labels(), workbench.labelWatch(), zone, this)),
      m_list(new PlainTable(tr("Labelled moments"), this)),
      m_notice(new QLabel(tr("No moment has a label yet. Choose one and press Ctrl+L."), this)),
      m_show(new QPushButton(tr("Go to it"), this)),
      m_change(new QPushButton(tr("Change…"), this)),
      m_remove(new QPushButton(tr("Remove"), this))
{
    setWindowTitle(tr("Labelled moments"));
    resize(760, 420);
    auto* title = new QLabel(windowTitle(), this);
    setType(title, TypeSize::Title, QFont::DemiBold);
    m_list->setModel(m_labels);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->horizontalHeader()->setStretchLastSection(false);
    m_list->horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
    m_list->horizontalHeader()->setSectionResizeMode(LabelListModel::TextColumn,
                                                     QHeaderView::Stretch);

    auto* close = new QPushButton(tr("Close"), this);
    setRole(m_show, "primary");
    m_show->setDefault(true);
    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(space);
    buttons->addWidget(m_remove);
    buttons->addWidget(m_change);
    buttons->addStretch();
    buttons->addWidget(close);
    buttons->addWidget(m_show);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(24, 22, 24, 20);
    layout->setSpacing(12);
    layout->addWidget(title);
    layout->addWidget(tableCard(m_list, m_notice, this), 1);
    layout->addLayout(buttons);

    const auto current = [this] { return m_list->currentIndex(); };
    connect(m_show, &QPushButton::clicked, this, [=, this] { show(current()); });
    connect(m_change, &QPushButton::clicked, this, [=, this] { change(current()); });
    connect(m_remove, &QPushButton::clicked, this, [=, this] { remove(current()); });
    connect(close, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_list, &QTableView::doubleClicked, this, &LabelListDialog::show);
    auto* editKey = new QShortcut(Qt::Key_F2, m_list);
    connect(editKey, &QShortcut::activated, this, [=, this] { change(current()); });
    auto* removeKey = new QShortcut(QKeySequence::Delete, m_list);
    connect(removeKey, &QShortcut::activated, this, [=, this] { remove(current()); });
    connect(m_list->selectionModel(), &QItemSelectionModel::currentChanged, this,
            &LabelListDialog::enable);
    connect(m_labels, &QAbstractItemModel::modelReset, this, [this] {
        m_list->setCurrentIndex(m_labels->index(0, 0));
        enable();
    });
    m_list->setCurrentIndex(m_labels->index(0, 0));
    enable();
}

void LabelListDialog::show(const QModelIndex& row)
{
    if (!row.isValid())
        return;
    const MomentPlace place = m_labels->label(row).place;
    accept();
    m_workbench.showPlace(place);
}

void LabelListDialog::change(const QModelIndex& row)
{
    if (!row.isValid())
        return;
    auto* dialog = new LabelDialog(m_labels->label(row), m_zone, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this,
            [this, dialog] { m_workbench.labels().set(dialog->label()); });
    dialog->open();
}

void LabelListDialog::remove(const QModelIndex& row)
{
    if (row.isValid())
        m_workbench.labels().remove(MomentPlace(m_labels->label(row).place));
}

void LabelListDialog::enable()
{
    const bool hasRow = m_list->currentIndex().isValid();
    for (QPushButton* each : {m_show, m_change, m_remove})
        each->setEnabled(hasRow);
    m_list->setVisible(m_labels->rowCount() > 0);
    m_notice->setVisible(m_labels->rowCount() == 0);
}

} // namespace walkeeper::ui
