"use strict";(self.rspackChunkbaby_in_mind=self.rspackChunkbaby_in_mind||[]).push([[266],{646(e,o,i){var r=i(601),t=i.n(r),a=i(314),n=(i.n(a))()(t());n.push([e.id,`/* The bar */
.bim-bar, .bim-popup {
  --bim-ink: #14202b;
  --bim-ground: #fff;
  --bim-soft: #eef3f6;
  --bim-line: #c3ced6;
  --bim-edge: #66757f;
  --bim-quiet: #4c5a65;
  --bim-accent: #0b5f83;
  --bim-good: #1c6b3c;
  --bim-warn: #6b4100;
  --bim-warn-ground: #fff1d1;
  color-scheme: light;
  color: var(--bim-ink);
  background: var(--bim-ground);
  font: 400 1rem/1.45 var(--jp-content-font-family, system-ui, sans-serif);
}
[data-jp-theme-light='false'] :is(.bim-bar, .bim-popup) {
  --bim-ink: #eef2f5;
  --bim-ground: #14191d;
  --bim-soft: #242d34;
  --bim-line: #48545e;
  --bim-edge: #93a1ab;
  --bim-quiet: #b6c2cb;
  --bim-accent: #7cc7ea;
  --bim-good: #7fd6a0;
  --bim-warn: #f4cd85;
  --bim-warn-ground: #332913;
  color-scheme: dark;
}
.bim-page .jp-Toolbar + *, .bim-page > :has(> .bim-bar), .bim-bar { overflow: visible; }
.bim-bar { box-sizing: border-box; border-bottom: 1px solid var(--bim-line); z-index: 10; }
.bim-bar *, .bim-popup * { box-sizing: border-box; }
.bim-bar-inner { padding: 0.5rem clamp(0.75rem, 2vw, 1.5rem) 0.55rem; }
.bim-bar-row { display: flex; flex-wrap: wrap; align-items: center; gap: 0.35rem 1rem; }
.bim-bar-main { flex: 1 1 12rem; min-width: 0; }
.bim-bar p { margin: 0; }
.bim-bar-title { overflow: hidden; font-weight: 650; text-overflow: ellipsis; white-space: nowrap; }
.bim-bar-facts { display: flex; flex-wrap: wrap; gap: 0 0.9rem; min-height: 1.3rem; color: var(--bim-quiet); font-size: 0.9375rem; }
.bim-bar-saved[data-state='saved']::before { content: '✓ ' / ''; color: var(--bim-good); font-weight: 700; }
.bim-bar-saved[data-state='unsaved'] { color: var(--bim-warn); font-weight: 600; }
.bim-bar-menu { display: flex; flex-wrap: wrap; align-items: center; gap: 0.25rem; }
.bim-bar .bim-bar-button {
  display: inline-flex;
  align-items: center;
  min-height: 34px;
  padding: 0.25rem 0.7rem;
  border: 1px solid transparent;
  border-radius: 7px;
  color: var(--bim-accent);
  background: none;
  font: inherit;
  font-size: 0.9375rem;
  text-decoration: none;
  cursor: pointer;
}
.bim-bar .bim-bar-button:hover { background: var(--bim-soft); text-decoration: underline; }
.bim-bar .bim-bar-more { display: none; border-color: var(--bim-edge); }
.bim-bar .bim-bar-tools { color: var(--bim-quiet); }
.bim-bar-person { padding-left: 0.7rem; color: var(--bim-quiet); font-size: 0.9375rem; overflow-wrap: anywhere; }
:is(.bim-bar, .bim-popup) :is(a, button, [tabindex]):focus-visible { outline: 3px solid var(--bim-accent); outline-offset: 1px; }
.bim-bar-line { position: absolute; bottom: -1px; left: 0; width: 100%; height: 3px; }
.bim-bar-line > div { width: 0; height: 100%; background: var(--bim-accent); }
.bim-bar-notice:empty { display: none; }
.bim-bar-notice { display: flex; flex-wrap: wrap; align-items: center; gap: 0.4rem 1rem; margin-top: 0.5rem; padding: 0.5rem 0.8rem; border-radius: 7px; background: var(--bim-soft); }
.bim-bar-notice[data-kind='warn'] { background: var(--bim-warn-ground); color: var(--bim-warn); font-weight: 600; }
.bim-bar-words { flex: 1 1 14rem; min-width: 0; }
.bim-bar .bim-bar-notice .bim-bar-button { border-color: var(--bim-edge); background: var(--bim-ground); color: var(--bim-ink); }
.bim-recap p { overflow-wrap: anywhere; }

/* What the bar opens: in the browser's top layer, since Lumino clips what leaves its boxes */
.bim-popup { position: fixed; inset: auto; width: min(26rem, calc(100vw - 16px)); margin: 0; padding: 0.5rem; border: 1px solid var(--bim-edge); border-radius: 10px; box-shadow: 0 8px 28px rgb(0 0 0 / 25%); overflow: auto; }
.bim-popup ul { margin: 0; padding: 0; list-style: none; }
.bim-popup .bim-popup-row { display: block; width: 100%; min-height: 34px; padding: 0.35rem 0.7rem; border: 0; border-radius: 6px; background: none; color: var(--bim-ink); font: inherit; text-align: left; text-decoration: none; cursor: pointer; }
.bim-popup .bim-popup-row:hover { background: var(--bim-soft); }
.bim-popup .bim-popup-row[aria-current] { box-shadow: inset 3px 0 var(--bim-accent); background: var(--bim-soft); font-weight: 600; }
.bim-popup .bim-popup-row[data-level='1'] { font-weight: 600; }
.bim-popup .bim-popup-row[data-level='3'] { padding-left: 1.8rem; }
.bim-popup-detail { display: block; color: var(--bim-quiet); font-size: 0.9375rem; font-weight: 400; }
.bim-popup-content > :is(h2, h3, p) { margin: 0.4rem 0.5rem 0.3rem; font-size: 1rem; }
.bim-popup-content > h2 { font-size: 1.125rem; }
.bim-popup-content > :is(h2, h3) ~ ul { margin: 0 0.5rem 0.7rem; padding-left: 1.2rem; list-style: disc; }
.bim-popup-content > :is(h2, h3) ~ ul li + li { margin-top: 0.25rem; }

@media (max-width: 52rem) {
  .bim-bar .bim-bar-more { display: inline-flex; }
  .bim-bar-menu:not([data-open]) { display: none; }
  .bim-bar-menu { flex-basis: 100%; margin-left: -0.7rem; }
}
/* Zoomed in so far that the bar would take the page's place */
@media (max-height: 26rem) {
  .bim-bar-inner { padding-block: 0.2rem; }
  .bim-bar-title { display: none; }
}

/* The page: a calm column, and nothing of a notebook */
body.bim-clean { background: var(--jp-layout-color0); }
body.bim-clean :is(.Toastify, .jp-toastContainer) { display: none; }
.bim-page:not(.bim-tools) .jp-Notebook {
  --jp-content-font-size1: 1rem;
  --jp-content-line-height: 1.6;
  --jp-cell-padding: 0;
  padding: 0 !important;
  background: var(--jp-layout-color0);
}
.bim-page:not(.bim-tools) .jp-WindowedPanel-outer { scroll-padding-top: 1rem; padding: 0; }
.bim-page:not(.bim-tools) .jp-WindowedPanel-viewport { padding: 0.75rem clamp(0.75rem, 4vw, 2rem) 6rem; }
.bim-page:not(.bim-tools) .jp-Cell { max-width: 44rem; margin: 0 auto; padding: 0; border: 0; background: none; }
.bim-page:not(.bim-tools) .jp-CodeCell .jp-Cell-inputWrapper,
.bim-page:not(.bim-tools) :is(
  .jp-InputPrompt, .jp-OutputPrompt, .jp-Collapser, .jp-Notebook-footer, .jp-cell-toolbar, .jp-collapseHeadingButton,
  .jp-expandHeadingContainer, .jp-InternalAnchorLink, .jp-Notebook-cellHeader, .jp-CellHeader, .jp-CellFooter,
  .jp-OutputArea-promptOverlay, .jp-OutputArea-executeResult .jp-OutputArea-prompt, .jp-cell-overlay
) { display: none; }
.bim-page:not(.bim-tools) .jp-Cell :is(.jp-RenderedMarkdown, .jp-OutputArea-output) { padding: 0; overflow: visible; }
.bim-page:not(.bim-tools) :is(.jp-OutputArea, .jp-OutputArea-child, .jp-Cell-outputWrapper, .jp-Cell-outputArea, .jp-cell-outputArea, .lm-Panel) { overflow: visible; }
.bim-page:not(.bim-tools) .jp-Cell-outputWrapper { margin: 0; padding: 0; }
.bim-page:not(.bim-tools) .jp-OutputArea-child { padding: 0; }
/* What a kernel grumbles is not for a learner; that the page did not open is said in the bar. */
.bim-page:not(.bim-tools) :is([data-mime-type='application/vnd.jupyter.stderr'], [data-mime-type='application/vnd.jupyter.error']) { display: none; }
.bim-page:not(.bim-tools) :is(.jp-Cell, .jp-Notebook, .jp-RenderedMarkdown):is(:focus, :focus-visible) { outline: none !important; box-shadow: none; }
.bim-page:not(.bim-tools) .jp-CodeCell:not(:has(.jp-OutputArea-child)) { display: none; }
.bim-page:not(.bim-tools) .jp-RenderedHTMLCommon { color: var(--jp-content-font-color0, #14202b); overflow-wrap: anywhere; }
.bim-page:not(.bim-tools) .jp-RenderedMarkdown :is(h1, h2, h3) { margin: 1.6em 0 0.5em; line-height: 1.25; font-weight: 650; }
.bim-page:not(.bim-tools) .jp-RenderedMarkdown h2 { font-size: 1.5rem; }
.bim-page:not(.bim-tools) .jp-RenderedMarkdown h3 { font-size: 1.1875rem; }
.bim-page:not(.bim-tools) .jp-RenderedMarkdown :is(h1, h2, h3):focus-visible { outline: 3px solid var(--jp-brand-color1, #0b5f83); outline-offset: 4px; }
.bim-page:not(.bim-tools) .jp-RenderedMarkdown a { text-decoration: underline; }
.bim-page:not(.bim-tools) .jp-RenderedMarkdown table { margin-left: 0; }

@page { margin: 15mm 14mm; }
@media print {
  :is(html, body, body *):has(.bim-page), .bim-page, .bim-page .jp-Notebook, .bim-page :is(.jp-WindowedPanel-outer, .jp-WindowedPanel-inner, .jp-WindowedPanel-viewport) {
    position: static !important;
    display: block !important;
    width: auto !important;
    min-width: 0 !important;
    height: auto !important;
    min-height: 0 !important;
    max-height: none !important;
    contain: none !important;
    overflow: visible !important;
    transform: none !important;
    background: #fff !important;
  }
  :is(body, body *):has(.bim-page) > :not(:has(.bim-page), .bim-page), .bim-page > :not(.jp-Notebook) { display: none !important; }
  .bim-page .jp-RenderedHTMLCommon { color: #000; }
  .bim-page .jp-Cell { break-inside: auto; }
  .bim-page :is(h1, h2, h3) { break-after: avoid; }
}
@media (forced-colors: active) {
  .bim-bar-notice { border: 1px solid; }
  .bim-bar-line > div { background: Highlight; }
}
`,""]),i.d(o,{},{A:n})},314(e){e.exports=function(e){var o=[];return o.toString=function(){return this.map(function(o){var i="",r=void 0!==o[5];return o[4]&&(i+="@supports (".concat(o[4],") {")),o[2]&&(i+="@media ".concat(o[2]," {")),r&&(i+="@layer".concat(o[5].length>0?" ".concat(o[5]):""," {")),i+=e(o),r&&(i+="}"),o[2]&&(i+="}"),o[4]&&(i+="}"),i}).join("")},o.i=function(e,i,r,t,a){"string"==typeof e&&(e=[[null,e,void 0]]);var n={};if(r)for(var p=0;p<this.length;p++){var m=this[p][0];null!=m&&(n[m]=!0)}for(var b=0;b<e.length;b++){var l=[].concat(e[b]);r&&n[l[0]]||(void 0!==a&&(void 0===l[5]||(l[1]="@layer".concat(l[5].length>0?" ".concat(l[5]):""," {").concat(l[1],"}")),l[5]=a),i&&(l[2]&&(l[1]="@media ".concat(l[2]," {").concat(l[1],"}")),l[2]=i),t&&(l[4]?(l[1]="@supports (".concat(l[4],") {").concat(l[1],"}"),l[4]=t):l[4]="".concat(t)),o.push(l))}},o}},601(e){e.exports=function(e){return e[1]}},665(e,o,i){i.r(o);var r=i(72),t=i.n(r),a=i(825),n=i.n(a),p=i(659),m=i.n(p),b=i(56),l=i.n(b),d=i(540),s=i.n(d),c=i(113),u=i.n(c),f=i(646),g={};g.styleTagTransform=u(),g.setAttributes=l(),g.insert=m().bind(null,"head"),g.domAPI=n(),g.insertStyleElement=s(),t()(f.A,g);let h=f.A&&f.A.locals?f.A.locals:void 0;i.d(o,{},{default:h})},72(e){var o=[];function i(e){for(var i=-1,r=0;r<o.length;r++)if(o[r].identifier===e){i=r;break}return i}function r(e,r){for(var t={},a=[],n=0;n<e.length;n++){var p=e[n],m=r.base?p[0]+r.base:p[0],b=t[m]||0,l="".concat(m," ").concat(b);t[m]=b+1;var d=i(l),s={css:p[1],media:p[2],sourceMap:p[3],supports:p[4],layer:p[5]};if(-1!==d)o[d].references++,o[d].updater(s);else{var c=function(e,o){var i=o.domAPI(o);return i.update(e),function(o){o?(o.css!==e.css||o.media!==e.media||o.sourceMap!==e.sourceMap||o.supports!==e.supports||o.layer!==e.layer)&&i.update(e=o):i.remove()}}(s,r);r.byIndex=n,o.splice(n,0,{identifier:l,updater:c,references:1})}a.push(l)}return a}e.exports=function(e,t){var a=r(e=e||[],t=t||{});return function(e){e=e||[];for(var n=0;n<a.length;n++){var p=i(a[n]);o[p].references--}for(var m=r(e,t),b=0;b<a.length;b++){var l=i(a[b]);0===o[l].references&&(o[l].updater(),o.splice(l,1))}a=m}}},659(e){var o={};e.exports=function(e,i){var r=function(e){if(void 0===o[e]){var i=document.querySelector(e);if(window.HTMLIFrameElement&&i instanceof window.HTMLIFrameElement)try{i=i.contentDocument.head}catch(e){i=null}o[e]=i}return o[e]}(e);if(!r)throw Error("Couldn't find a style target. This probably means that the value for the 'insert' parameter is invalid.");r.appendChild(i)}},540(e){e.exports=function(e){var o=document.createElement("style");return e.setAttributes(o,e.attributes),e.insert(o,e.options),o}},56(e,o,i){e.exports=function(e){var o=i.nc;o&&e.setAttribute("nonce",o)}},825(e){e.exports=function(e){if("u"<typeof document)return{update:function(){},remove:function(){}};var o=e.insertStyleElement(e);return{update:function(i){var r,t,a;r="",i.supports&&(r+="@supports (".concat(i.supports,") {")),i.media&&(r+="@media ".concat(i.media," {")),(t=void 0!==i.layer)&&(r+="@layer".concat(i.layer.length>0?" ".concat(i.layer):""," {")),r+=i.css,t&&(r+="}"),i.media&&(r+="}"),i.supports&&(r+="}"),(a=i.sourceMap)&&"u">typeof btoa&&(r+="\n/*# sourceMappingURL=data:application/json;base64,".concat(btoa(unescape(encodeURIComponent(JSON.stringify(a))))," */")),e.styleTagTransform(r,o,e.options)},remove:function(){var e;null===(e=o).parentNode||e.parentNode.removeChild(e)}}}},113(e){e.exports=function(e,o){if(o.styleSheet)o.styleSheet.cssText=e;else{for(;o.firstChild;)o.removeChild(o.firstChild);o.appendChild(document.createTextNode(e))}}}}]);