#include "ui/restore/command_box.h"

#include "ui/theme/icons.h"
#include "ui/theme/style_sheet.h"

#include <QBoxLayout>
#include <QClipboard>
#include <QFontDatabase>
#include <QGuiApplication>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>

namespace walkeeper::ui {

using namespace Qt::StringLiterals;

CommandBox::CommandBox(QWidget* parent)
    : QWidget(parent),
      m_line(new QLineEdit(this)),
      m_copy(new QPushButton(icon(Icon::Copy), tr("Cop&y"), this))
{
    auto* label = new QLabel(tr("The same on the command &line"), this);
    label->setBuddy(m_line);
    m_line->setObjectName(u"command"_s);
    m_line->setReadOnly(true);
    m_line->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    m_line->setAccessibleName(tr("Command line"));
    m_copy->setAutoDefault(false);
    m_copy->setAccessibleName(tr("Copy the command line"));
    auto* row = new QHBoxLayout;
    row->setSpacing(space);
    row->addWidget(m_line, 1);
    row->addWidget(m_copy);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(6);
    layout->addWidget(label);
    layout->addLayout(row);
    connect(m_copy, &QPushButton::clicked, this, &CommandBox::copy);
}

void CommandBox::show(const QString& command)
{
    if (command == m_line->text())
        return;
    m_line->setText(command);
    m_line->setCursorPosition(0);
    m_line->setToolTip(command);
    m_copy->setText(tr("Cop&y"));
}

QString CommandBox::command() const
{
    return m_line->text();
}

void CommandBox::copy()
{
    QGuiApplication::clipboard()->setText(m_line->text());
    m_copy->setText(tr("Copied"));
}

} // namespace walkeeper::ui
